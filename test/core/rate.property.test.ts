import fc from "fast-check";
import { expect, test } from "vitest";
import { limitOf, take, tightened } from "../../src/core/rate.ts";

const limits = fc.record({
  burst: fc.integer({ min: 1, max: 20 }),
  everyMs: fc.integer({ min: 1, max: 60_000 }),
});
const pauses = fc.array(fc.nat({ max: 120_000 }), { minLength: 1, maxLength: 200 });

test("no schedule of requests gets more than the burst plus one per interval", () => {
  fc.assert(
    fc.property(limits, pauses, (limit, waits) => {
      let now = 0;
      let fullAt = 0;
      let granted = 0;
      for (const wait of waits) {
        now += wait;
        const ruling = take(fullAt, now, limit);
        if (ruling.allowed) granted += 1;
        fullAt = ruling.fullAtMs;
      }
      expect(granted).toBeLessThanOrEqual(limit.burst + Math.floor(now / limit.everyMs));
    }),
  );
});

test("who waits as long as told is let in, and who comes a millisecond earlier is not", () => {
  fc.assert(
    fc.property(limits, fc.nat({ max: 40 }), (limit, extra) => {
      let fullAt = 0;
      for (let i = 0; i < limit.burst + extra; i++) fullAt = take(fullAt, 0, limit).fullAtMs;
      const refused = take(fullAt, 0, limit);
      if (refused.allowed) throw new Error("the bucket should be empty");
      expect(take(fullAt, refused.retryAfterMs, limit).allowed).toBe(true);
      expect(take(fullAt, refused.retryAfterMs - 1, limit).allowed).toBe(false);
    }),
  );
});

test("ten in ten minutes means ten at once, and then one a minute", () => {
  const limit = limitOf(10, 10 * 60_000);
  let fullAt = 0;
  for (let i = 0; i < 10; i++) {
    const ruling = take(fullAt, 0, limit);
    expect(ruling.allowed).toBe(true);
    fullAt = ruling.fullAtMs;
  }
  expect(take(fullAt, 0, limit)).toMatchObject({ allowed: false, retryAfterMs: 60_000 });
});

test("a tightened limit allows a quarter, and at least one", () => {
  expect(tightened({ burst: 10, everyMs: 60_000 }, 4)).toEqual({ burst: 2, everyMs: 240_000 });
  expect(tightened({ burst: 1, everyMs: 60_000 }, 4)).toEqual({ burst: 1, everyMs: 240_000 });
});
