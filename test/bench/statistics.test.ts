import { expect, test } from "vitest";
import { betweenMarks, putBetweenMarks } from "../../bench/report/marks.ts";
import { percentile, ratioOf, spreadOf } from "../../bench/statistics.ts";

test("a median stands between the least and the greatest", () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
});

test("ratios are taken within each round, so that a slow round slows both", () => {
  expect(ratioOf([20, 200, 30], [10, 100, 10])).toEqual({ median: 2, min: 2, max: 3 });
});

test("a percentile is a value that was measured", () => {
  const values = Float64Array.from({ length: 1_000 }, (_, i) => i + 1);
  expect([0.5, 0.99, 0.999].map((share) => percentile(values, share))).toEqual([500, 990, 999]);
});

test("what stands between two marks is replaced, and nothing else", () => {
  const page = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n";
  expect(putBetweenMarks(page, "x", "new")).toBe(page.replace("old", "new"));
  expect(betweenMarks(putBetweenMarks(page, "x", "new"), "x")).toBe("new");
  expect(() => putBetweenMarks(page, "y", "")).toThrow("no marks of y");
});
