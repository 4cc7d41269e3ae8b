import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../../src/core/failure.ts";
import type { ChallengeStore } from "../../../src/core/ports.ts";
import type { Script } from "./script.ts";

export type StoreFault =
  | "fine"
  | "unavailable"
  | "written but unavailable"
  | "broken"
  | { readonly slowMs: number }
  | { readonly unavailableForMs: number }
  | { readonly overloadedForMs: number };

/** The same store behind faults, of which each send and each attempt meets the next. */
export function createFaultyStore(store: ChallengeStore, faults: Script<StoreFault>): ChallengeStore {
  function spoiled<A extends readonly unknown[], R>(write: (...args: A) => Promise<R>) {
    return async (...args: A): Promise<R> => {
      const fault = faults.take();
      if (fault === "unavailable") throw unavailable();
      if (fault === "broken") throw new Error("a fault of the service");
      if (typeof fault === "object" && "unavailableForMs" in fault) throw unavailable(fault.unavailableForMs);
      if (typeof fault === "object" && "overloadedForMs" in fault) throw overloaded(fault.overloadedForMs);
      if (typeof fault === "object") await sleep(fault.slowMs);
      const written = await write(...args);
      if (fault === "written but unavailable") throw unavailable();
      return written;
    };
  }

  return { ...store, open: spoiled(store.open), judge: spoiled(store.judge) };
}

function unavailable(retryAfterMs?: number): Failure {
  const details = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new Failure("STORE_UNAVAILABLE", "the database cannot be reached", details);
}

/** What the service says of itself. Said here, as its clients cannot tell, and no case can have that many calls. */
function overloaded(retryAfterMs: number): Failure {
  return new Failure("OVERLOADED", "too many calls at once", { retryAfterMs });
}
