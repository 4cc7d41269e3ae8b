import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, targetOf } from "../../test/e2e/support/clients/client.ts";
import { connectClients } from "../../test/e2e/support/clients/connect.ts";
import { reasonOf } from "../../test/e2e/support/refusal.ts";
import type { Target } from "./target.ts";

/** Callers who have nothing to do with an attack. */
export interface Bystanders {
  /** What they were answered wrongly, or not at all. */
  readonly complaints: readonly string[];
  /** How long each of their calls took. */
  readonly tookMs: readonly number[];
  /** How long it took to tell those of the attacked tenant that there is no time for them. */
  readonly refusedMs: readonly number[];
  stop(): Promise<void>;
}

/**
 * Starts four of them: over gRPC connections that are kept, with a key of the attacked tenant, of another, and without one,
 * and over a new connection each time.
 *
 * None of their calls needs the database, so that each has to be fast also if that is slow. Only the attacked tenant may be
 * told that there is no time for it.
 */
export function startBystanders({ url, secretKey, otherKey }: Target): Bystanders {
  const complaints: string[] = [];
  const tookMs: number[] = [];
  const refusedMs: number[] = [];
  let stopped = false;
  const keys = { attacked: secretKey, other: otherKey, stranger: "np_live_sk_unknown" };
  const open = (key: string) => connectClients["connect-node, gRPC"](targetOf({ url, secretKey: key }));
  const [attacked, other, stranger] = [open(keys.attacked), open(keys.other), open(keys.stranger)];
  const verify = (client: Client) => () =>
    reasonOf(client.verifyCode({ challengeId: "nc1_made-up", code: "123456" }));
  const calls: readonly { readonly want: readonly string[]; readonly call: () => Promise<unknown> }[] = [
    { want: ["CHALLENGE_UNKNOWN", overloaded], call: verify(attacked) },
    { want: ["CHALLENGE_UNKNOWN"], call: verify(other) },
    { want: ["KEY_UNKNOWN"], call: verify(stranger) },
    { want: ["200"], call: () => statusOf(`${url}/livez`) },
  ];
  const loops = calls.map(async ({ want, call }) => {
    while (!stopped) {
      const startedAt = performance.now();
      const got = String(await call().catch((error) => error));
      const ms = performance.now() - startedAt;
      tookMs.push(ms);
      if (got === overloaded) refusedMs.push(ms);
      if (!want.includes(got)) complaints.push(`a bystander heard ${got} instead of ${want.join(" or ")}`);
      await sleep(25);
    }
  });
  return {
    complaints,
    tookMs,
    refusedMs,
    async stop() {
      stopped = true;
      await Promise.all(loops);
      for (const client of [attacked, other, stranger]) client.close();
    },
  };
}

const overloaded = "OVERLOADED";

async function statusOf(url: string): Promise<string> {
  const request = get(url, { agent: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  return String(response.statusCode);
}
