import { type Deadline, pause } from "./deadline.ts";
import type { NoPassError, NoPassReason } from "./no-pass-error.ts";

/**
 * Tries until it succeeds, is refused for good, has used up `maxRetries`, or could not wait any longer before the
 * deadline.
 *
 * Waits for as long as the service asked, and longer by an amount that doubles and is left to chance ("full jitter"),
 * so that callers that failed together do not come back together.
 */
export async function tryAgain<T>(
  attempt: () => Promise<T>,
  toError: (error: unknown) => NoPassError,
  deadline: Deadline,
  maxRetries: number,
): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    // Not left to the transport, which may have sent the request before it looks.
    deadline.signal.throwIfAborted();
    try {
      return await deadline.race(attempt());
    } catch (error) {
      // Of two errors for the same abort, ours says whose it was.
      deadline.signal.throwIfAborted();
      const failure = toError(error);
      const pauseMs =
        (failure.retryAfterMs ?? 0) + chance() * Math.min(longestPauseMs, firstPauseMs * 2 ** retries);
      const isHopeless = !safeToRepeat.has(failure.reason) || retries >= maxRetries;
      if (isHopeless || pauseMs >= deadline.remainingMs()) throw failure;
      await deadline.race(pause(pauseMs));
    }
  }
}

const firstPauseMs = 100;
const longestPauseMs = 2000;

/**
 * Only what charged nothing, or is answered as the first time by its id. DELIVERY_UNKNOWN is neither: the mail may
 * be on its way, and a second one would only confuse its reader.
 */
const safeToRepeat: ReadonlySet<NoPassReason> = new Set([
  "UNREACHABLE",
  "STORE_UNAVAILABLE",
  "OVERLOADED",
  "DELIVERY_FAILED",
]);

function chance(): number {
  const [bits = 0] = crypto.getRandomValues(new Uint32Array(1));
  return bits / 2 ** 32;
}
