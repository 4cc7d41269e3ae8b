import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../core/failure.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** How long a store is asked before the call is refused. */
export interface RetryPolicy {
  readonly tries: number;
  /** The pause before the second try is up to this long, and doubles with each further one. */
  readonly backoffMs: number;
  /** A fraction from 0 to 1, for the jitter. */
  readonly jitter: () => number;
  /** Shared by all requests of a store. */
  readonly budget: RetryBudget;
}

/**
 * Repeats a request that can be repeated safely, as long as the store may yet answer.
 *
 * What the store refuses for good (a failed condition, a missing permission) is thrown as it is, by `isFinal`. Everything
 * else ends as one failure that says nothing of its cause to the caller.
 */
export async function retrying<T>(
  request: () => Promise<T>,
  isFinal: (error: unknown) => boolean,
  policy: RetryPolicy,
): Promise<T> {
  const { tries, backoffMs, jitter, budget } = policy;
  for (let failed = 1; ; failed++) {
    try {
      const answer = await request();
      budget.answered(failed - 1);
      return answer;
    } catch (error) {
      if (isFinal(error)) throw error;
      if (failed >= tries || !budget.take()) throw storeUnavailable(error);
      await sleep(jitter() * backoffMs * 2 ** (failed - 1));
    }
  }
}

/** The one thing that a caller hears of a store's faults. The write may have happened. */
export function storeUnavailable(cause: unknown): Failure {
  return new Failure("STORE_UNAVAILABLE", "the database cannot be reached", {
    cause,
    retryAfterMs: retryAfterMs,
  });
}

const retryAfterMs = 1_000;
