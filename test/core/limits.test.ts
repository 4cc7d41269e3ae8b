import { expect, test } from "vitest";
import { defaultLimits } from "../../src/core/limits.ts";
import { type Limit, take } from "../../src/core/rate.ts";
import { minutes, noonMs } from "../support/noon.ts";

/** How many of a hundred calls at once are let in: at noon, and again later. */
function letIn(limit: Limit, laterMs: number): readonly number[] {
  let fullAtMs = 0;
  return [noonMs, noonMs + laterMs].map((atMs) => {
    let count = 0;
    for (let i = 0; i < 100; i++) {
      const ruling = take(fullAtMs, atMs, limit);
      if (ruling.allowed) count++;
      fullAtMs = ruling.fullAtMs;
    }
    return count;
  });
}

test("where a tenant states no limits, a network may send 10 and verify 30 times in ten minutes", () => {
  const { send, verify } = defaultLimits.network;
  expect([letIn(send, minutes(10)), letIn(verify, minutes(10))]).toEqual([
    [10, 10],
    [30, 30],
  ]);
  expect([letIn(send, minutes(5)), letIn(verify, minutes(5))]).toEqual([
    [10, 5],
    [30, 15],
  ]);
});

test("where a tenant states no limits, there is none for its keys and its day", () => {
  expect([defaultLimits.key, defaultLimits.dailySends]).toEqual([undefined, undefined]);
});
