import { expect, test } from "vitest";
import { differences } from "./matching.ts";

const nowMs = 1_000_000;

test.for([
  { expected: 1, actual: 1 },
  { expected: null, actual: null },
  { expected: { a: 1 }, actual: { a: 1, b: 2 } },
  { expected: [{ a: 1 }], actual: [{ a: 1, b: 2 }] },
  { expected: { $match: "^nc1_" }, actual: "nc1_x" },
  { expected: { $near: 5000 }, actual: 5999 },
  { expected: { $fromNow: 30_000 }, actual: 1_030_000 },
  { expected: { $between: [1, 2] }, actual: 2 },
  { expected: { $oneOf: ["A", "B"] }, actual: "B" },
  { expected: { $not: "A" }, actual: "B" },
])("$expected is found in $actual", ({ expected, actual }) => {
  expect(differences(expected, actual, nowMs, "it")).toEqual([]);
});

test.for([
  { expected: 1, actual: "1" },
  { expected: null, actual: 0 },
  { expected: null, actual: undefined },
  { expected: { a: 1 }, actual: { b: 1 } },
  { expected: { a: 1 }, actual: null },
  { expected: [], actual: [1] },
  { expected: [1], actual: [] },
  { expected: [1], actual: { 0: 1, length: 1 } },
  { expected: { $match: "^nc1_" }, actual: "xnc1_" },
  { expected: { $match: "." }, actual: 7 },
  { expected: { $near: 5000 }, actual: 6001 },
  { expected: { $near: 5000 }, actual: null },
  { expected: { $fromNow: 30_000 }, actual: 1_030_001 },
  { expected: { $between: [1, 2] }, actual: 3 },
  { expected: { $between: [1, 2] }, actual: null },
  { expected: { $oneOf: ["A", "B"] }, actual: "C" },
  { expected: { $not: "A" }, actual: "A" },
  { expected: { $not: "A" }, actual: undefined },
])("$expected is not found in $actual", ({ expected, actual }) => {
  expect(differences(expected, actual, nowMs, "it")).toHaveLength(1);
});

test("a matcher that does not exist fails the case", () => {
  expect(() => differences({ $like: 1 }, 1, nowMs, "it")).toThrow("$like is not a matcher");
});
