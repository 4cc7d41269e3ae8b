import { createRemoteJWKSet, customFetch } from "jose";
import { createBoundedFetch } from "./bounded-fetch.ts";
import { type KeySource, namedIn } from "./key-source.ts";
import { ReceiptError } from "./receipt-error.ts";

/** How to ask for the keys, and how often. */
export interface KeyFetchOptions {
  /** Stands in for the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;

  /** How long one request for the keys may take. Default: 5 seconds. */
  readonly timeoutMs?: number | undefined;

  /** How long keys are used when their answer has no `max-age`. Default: 5 minutes; an hour at most. */
  readonly cacheMs?: number | undefined;

  /** How long an unknown key or a failed request has to wait for the next request. Default: 30 seconds. */
  readonly cooldownMs?: number | undefined;

  readonly now?: (() => Date) | undefined;
}

/**
 * Trusts the keys that the service publishes, and keeps them.
 *
 * A key that is not among them is asked for once, so that a new one is known at once, and not again for a cool-down:
 * anybody can make up key names. When the service cannot be reached its last keys stay good for a day, so that its
 * rest is not everybody's.
 */
export function createPublishedKeys(url: URL, options: KeyFetchOptions = {}): KeySource {
  const { cacheMs, cooldownMs, timeoutMs } = parseDurations(options);
  const nowMs = () => (options.now?.() ?? new Date()).getTime();
  let statedMaxAgeMs: number | undefined;
  // When to ask is decided here: by itself, jose heeds no max-age, and asks for each receipt while the service fails.
  const keySet = createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
    [customFetch]: createBoundedFetch(options.fetch, (maxAgeMs) => {
      statedMaxAgeMs = maxAgeMs;
    }),
  });
  const find = namedIn(keySet);
  let asking: Promise<void> | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let receivedAtMs = Number.NEGATIVE_INFINITY;
  let lifetimeMs = 0;
  let failure: { readonly cause: unknown } | undefined;

  async function ask(): Promise<void> {
    askedAtMs = nowMs();
    try {
      await keySet.reload();
      receivedAtMs = askedAtMs;
      lifetimeMs = Math.min(longestCacheMs, Math.max(cooldownMs, statedMaxAgeMs ?? cacheMs));
      failure = undefined;
    } catch (cause) {
      failure = { cause };
    }
    asking = undefined;
  }

  function refresh(): Promise<void> {
    asking ??= ask();
    return asking;
  }

  /** Whether so much time has passed. A clock that was set back counts as if it had. */
  function hasPassed(ms: number, sinceMs: number): boolean {
    const passedMs = nowMs() - sinceMs;
    return passedMs >= ms || passedMs < 0;
  }

  function mayAsk(): boolean {
    const pauseMs = isUsable() ? cooldownMs : Math.min(cooldownMs, pauseWithoutKeysMs);
    return asking !== undefined || hasPassed(pauseMs, askedAtMs);
  }

  function isFresh(): boolean {
    return !hasPassed(lifetimeMs, receivedAtMs);
  }

  function isUsable(): boolean {
    return !hasPassed(longestOutageMs, receivedAtMs);
  }

  return async (header, token) => {
    if (!isFresh() && mayAsk()) {
      const refreshed = refresh();
      // After a failure nobody has to wait for the next one while there are keys.
      if (failure === undefined || !isUsable()) await refreshed;
    }
    if (!isUsable()) throw new ReceiptError("KEYS_UNAVAILABLE", failure);
    try {
      return await find(header, token);
    } catch (error) {
      if (!isUnknown(error)) throw error;
      if (mayAsk()) await refresh();
      // The service may know the key by now, and cannot be asked.
      if (failure !== undefined) throw new ReceiptError("KEYS_UNAVAILABLE", failure);
      return find(header, token);
    }
  };
}

const pauseWithoutKeysMs = 1000;
const longestCacheMs = 3_600_000;
const longestOutageMs = 24 * 3_600_000;

function isUnknown(error: unknown): boolean {
  return error instanceof ReceiptError && error.reason === "KEY_UNKNOWN";
}

function parseDurations(options: KeyFetchOptions) {
  const { timeoutMs = 5000, cacheMs = 300_000, cooldownMs = 30_000 } = options;
  for (const [name, value] of Object.entries({ timeoutMs, cacheMs, cooldownMs }))
    if (!Number.isSafeInteger(value) || value < 0)
      throw new TypeError(`${name} must be a whole number of milliseconds`);
  return { timeoutMs, cacheMs, cooldownMs };
}
