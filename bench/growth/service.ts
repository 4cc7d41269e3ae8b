import { cores } from "../cores.ts";
import type { Wire } from "../load/connection.ts";
import { type Measured, startPinned } from "../processes.ts";
import { type Person, signIn } from "./sign-in.ts";

/** A service that is measured while it grows. */
export interface GrowingService extends AsyncDisposable {
  readonly process: Measured<{ readonly url: string }>;
  /** The keys of its tenants, one for each. */
  readonly keys: readonly string[];
  /** Somebody whom the service has never seen, over a connection. */
  stranger(connection: Person["connection"]): Person;
  /** CPU time of one sign-in, in microseconds. */
  signIn(wire: Wire, people: readonly Person[]): Promise<number>;
}

/** Starts a service with so many tenants. */
export async function startGrowing(tenants = 1): Promise<GrowingService> {
  const process = await startPinned<{ url: string }>(cores.measured, "servers/grown.ts", {
    TENANTS: String(tenants),
  });
  const keys = await process.ask<readonly string[]>("keys");
  const [key = ""] = keys;
  let people = 0;
  return {
    process,
    keys,
    stranger: (connection) => ({ email: `person-${people++}@example.com`, key, network: "", connection }),
    signIn: (wire, signingIn) => signIn(process, wire, signingIn),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
