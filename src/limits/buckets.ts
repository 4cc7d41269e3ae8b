import { type Limit, type Ruling, take } from "../core/rate.ts";

/** Buckets by name, no more than a fixed number of them. */
export interface Buckets {
  take(name: string, limit: Limit, nowMs: number): Ruling;
  /** Undoes a take. */
  putBack(name: string, limit: Limit): void;
  readonly size: number;
}

/**
 * Keeps the buckets that were used last, in two generations: when the young one has grown to half of `most`, it becomes
 * the old one, and the old one is forgotten. A bucket that is used moves to the young one.
 *
 * Under a flood of distinct names memory stays flat and a call costs the same. What is forgotten has its tokens back:
 * whoever commands so many sources is not held back by a limit per source anyway.
 */
export function createBuckets(most = 100_000): Buckets {
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  return {
    take(name, limit, nowMs) {
      const ruling = take(young.get(name) ?? old.get(name) ?? 0, nowMs, limit);
      young.set(name, ruling.fullAtMs);
      if (young.size >= most / 2) {
        old = young;
        young = new Map();
      }
      return ruling;
    },
    putBack(name, { everyMs }) {
      const fullAtMs = young.get(name) ?? old.get(name);
      if (fullAtMs !== undefined) young.set(name, fullAtMs - everyMs);
    },
    get size() {
      return young.size + old.size;
    },
  };
}
