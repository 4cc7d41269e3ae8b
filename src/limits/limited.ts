import { Failure } from "../core/failure.ts";

/**
 * The refusal of a caller who calls too often, and who may come again after so many milliseconds: rounded up to tenths of
 * a second below ten, and to whole seconds above.
 *
 * Under attack it is most of what the service says: as each wait has one and the same refusal, it is written for the wire
 * only once.
 */
export function limitedFor(retryAfterMs: number): Failure {
  const stepMs = retryAfterMs <= 10_000 ? 100 : 1_000;
  const ms = Math.max(stepMs, Math.ceil(retryAfterMs / stepMs) * stepMs);
  const known = refusals.get(ms);
  if (known !== undefined) return known;
  const refusal = new Failure("CALLER_LIMITED", "too many calls from here", { retryAfterMs: ms });
  if (refusals.size < mostRefusals) refusals.set(ms, refusal);
  return refusal;
}

const refusals = new Map<number, Failure>();
const mostRefusals = 1_000;
