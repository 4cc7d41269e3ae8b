import { expect, test } from "vitest";
import { limitOf } from "../../src/core/rate.ts";
import { createBuckets } from "../../src/limits/buckets.ts";

const limit = limitOf(3, 60_000);

test("each name has a bucket of its own", () => {
  const buckets = createBuckets();
  for (let i = 0; i < 3; i++) expect(buckets.take("a", limit, 0).allowed).toBe(true);
  expect(buckets.take("a", limit, 0)).toMatchObject({ allowed: false, retryAfterMs: 20_000 });
  expect(buckets.take("b", limit, 0).allowed).toBe(true);
});

test("a million distinct names take no more room than a hundred thousand", () => {
  const buckets = createBuckets();
  const take = (from: number, to: number) => {
    for (let i = from; i < to; i++) buckets.take(`198.51.${i >> 8}.${i & 255}`, limit, i);
  };
  take(0, 200_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  take(200_000, 1_200_000);
  globalThis.gc?.();
  expect(buckets.size).toBeLessThanOrEqual(100_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
});

test("a source that keeps calling is not forgotten in a flood of others", () => {
  const buckets = createBuckets(1_000);
  for (let i = 0; i < 3; i++) buckets.take("attacker", limit, 0);
  for (let i = 0; i < 10_000; i++) {
    buckets.take(`other ${i}`, limit, 0);
    if (i % 500 === 0) expect(buckets.take("attacker", limit, 0).allowed).toBe(false);
  }
});
