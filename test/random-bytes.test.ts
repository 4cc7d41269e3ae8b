import { describe, expect, test } from "vitest";
import { createRandomBytes } from "../src/random-bytes.ts";

describe("random bytes", () => {
  test("are as many as were asked for, also more than are kept in store", () => {
    const randomBytes = createRandomBytes();
    for (const count of [0, 1, 16, 32, 255, 256, 257, 4_096, 100_000])
      expect(randomBytes(count)).toHaveLength(count);
  });

  test("are never handed out twice, and stay what they were", () => {
    const randomBytes = createRandomBytes();
    const portions = Array.from({ length: 20_000 }, () => randomBytes(16));
    const seen = portions.map((portion) => Buffer.from(portion).toString("hex"));
    expect(new Set(seen).size).toBe(portions.length);
    randomBytes(4_096);
    expect(portions.map((portion) => Buffer.from(portion).toString("hex"))).toEqual(seen);
  });

  test("are evenly spread over all values, at each place of a portion", () => {
    const randomBytes = createRandomBytes();
    const counts = new Uint32Array(256);
    const draws = 64_000;
    for (let i = 0; i < draws; i++)
      for (const byte of randomBytes(16)) counts[byte] = (counts[byte] ?? 0) + 1;
    const expected = (draws * 16) / 256;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 255 degrees of freedom: more than 400 comes up less than once in 10⁷ runs.
    expect(chiSquare).toBeLessThan(400);
  });
});
