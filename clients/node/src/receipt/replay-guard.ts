import type { Consume } from "./checks.ts";

/** How much a guard remembers. */
export interface ReplayGuardOptions {
  /** Default: 100 000 receipts, some 20 MB, enough for 250 a second. */
  readonly capacity?: number | undefined;

  readonly now?: (() => Date) | undefined;
}

/**
 * Makes a `consume` that accepts each receipt once in this process, until it is restarted: keep one for all calls.
 * Several processes, or one that must not forget, need a database.
 *
 * When it is full it throws: to forget a receipt early would let it in again.
 */
export function createMemoryReplayGuard(options: ReplayGuardOptions = {}): Consume {
  const { capacity = 100_000, now = () => new Date() } = options;
  if (!Number.isSafeInteger(capacity) || capacity < 1) throw new TypeError("capacity must be at least 1");
  const untilMs = new Map<string, number>();

  return (id, until) => {
    const nowMs = now().getTime();
    // The oldest come first. One that ends early behind one that ends late waits for it, a few minutes at most.
    for (const [seen, endMs] of untilMs) {
      if (endMs > nowMs) break;
      untilMs.delete(seen);
    }
    if (untilMs.has(id)) return false;
    if (untilMs.size >= capacity) throw new Error("the replay guard is full, use a database");
    untilMs.set(id, until.getTime());
    return true;
  };
}
