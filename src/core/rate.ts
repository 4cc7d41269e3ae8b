/** At most `burst` at once, refilled one every `everyMs`. */
export interface Limit {
  readonly burst: number;
  readonly everyMs: number;
}

/** `fullAtMs` is all that a bucket has to remember: the time at which it is full again. */
export type Ruling =
  | { readonly allowed: true; readonly fullAtMs: number }
  | { readonly allowed: false; readonly fullAtMs: number; readonly retryAfterMs: number };

/** A limit of so many in a time: all of them may come at once, and then one at a time. */
export function limitOf(count: number, perMs: number): Limit {
  return { burst: count, everyMs: Math.max(1, Math.floor((perMs / count) * grid)) / grid };
}

/** Of a 1024th of a millisecond, instants since 1970 are sums without an error: nobody loses a call to rounding. */
const grid = 1024;

/**
 * Takes one token from a bucket, or says how long to wait for it.
 *
 * This is GCRA: a token bucket kept in one number instead of a count and a time.
 */
export function take(fullAtMs: number, nowMs: number, limit: Limit): Ruling {
  const next = Math.max(fullAtMs, nowMs) + limit.everyMs;
  const retryAfterMs = Math.ceil(next - nowMs - limit.burst * limit.everyMs);
  return retryAfterMs > 0 ? { allowed: false, fullAtMs, retryAfterMs } : { allowed: true, fullAtMs: next };
}

/** The limit that is left while a tenant is under attack. */
export function tightened({ burst, everyMs }: Limit, factor: number): Limit {
  return { burst: Math.max(1, Math.floor(burst / factor)), everyMs: everyMs * factor };
}
