import { expect, test } from "vitest";
import { limitedFor } from "../../src/limits/limited.ts";

test.for([
  [1, 100],
  [100, 100],
  [101, 200],
  [9_901, 10_000],
  [10_001, 11_000],
  [59_999, 60_000],
] as const)("whoever could call again in %i ms is told %i ms: never too early", ([wait, told]) => {
  expect(limitedFor(wait)).toMatchObject({ reason: "CALLER_LIMITED", retryAfterMs: told });
});

test("the same wait is the same refusal, and no number of waits fills the memory", () => {
  expect(limitedFor(4_321)).toBe(limitedFor(4_390));
  for (let seconds = 20; seconds < 20_000; seconds++) limitedFor(seconds * 1_000);
  expect(limitedFor(50_000_000)).not.toBe(limitedFor(50_000_000));
  expect(limitedFor(50_000_000).retryAfterMs).toBe(50_000_000);
});
