import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { codeSpace, drawCode, longer, normaliseCode } from "../../src/core/code.ts";
import { countingRandom } from "../support/counting-random.ts";

const digits = { alphabet: "digits", length: 6 } as const;
const base32 = { alphabet: "base32", length: 8 } as const;

describe("a code", () => {
  test.for([6, 7, 8, 9, 10])("has %i digits", (length) => {
    expect(drawCode({ alphabet: "digits", length }, randomInt)).toMatch(new RegExp(`^[0-9]{${length}}$`));
  });

  test.for([8, 10, 12])("has %i characters of Crockford's base 32", (length) => {
    const crockford = new RegExp(`^[0-9A-HJKMNP-TV-Z]{${length}}$`);
    for (let i = 0; i < 100; i++)
      expect(drawCode({ alphabet: "base32", length }, randomInt)).toMatch(crockford);
  });

  test("keeps its leading zeros", () => {
    expect(drawCode(digits, countingRandom().randomInt)).toBe("012345");
    expect(drawCode(digits, () => 0)).toBe("000000");
  });

  test("is one of as many as its alphabet and length allow", () => {
    expect(codeSpace(digits)).toBe(1_000_000);
    expect(codeSpace(base32)).toBe(2 ** 40);
  });

  test.for([
    { format: digits, want: 8 },
    { format: { ...digits, length: 9 }, want: 10 },
    { format: { ...digits, length: 10 }, want: 10 },
    { format: base32, want: 10 },
    { format: { ...base32, length: 11 }, want: 12 },
  ])("of $format.length $format.alphabet has $want under attack", ({ format, want }) => {
    expect(longer(format)).toEqual({ alphabet: format.alphabet, length: want });
  });

  test("is drawn from each character of its alphabet", () => {
    let next = 0;
    const all = drawCode({ alphabet: "base32", length: 32 }, (below) => next++ % below);
    expect(all).toBe("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
  });
});

describe("a hundred thousand codes", () => {
  const codes = Array.from({ length: 100_000 }, () => drawCode(digits, randomInt));

  test("have every digit equally often in every place", () => {
    for (let place = 0; place < 6; place++)
      expect(
        chiSquared(
          codes.map((code) => Number(code[place])),
          10,
        ),
      ).toBeLessThan(limit.of9);
  });

  test("have every pair of neighbours equally often", () => {
    for (let place = 0; place < 5; place++)
      expect(
        chiSquared(
          codes.map((code) => Number(code.slice(place, place + 2))),
          100,
        ),
      ).toBeLessThan(limit.of99);
  });

  test("begin with a zero as often as with any other digit", () => {
    const withZero = codes.filter((code) => code.startsWith("0")).length;
    expect(withZero).toBeGreaterThan(9_400);
    expect(withZero).toBeLessThan(10_600);
  });

  test("repeat each other as chance has it", () => {
    // n²/2N = 5,000 pairs are expected, less a few in threes: 4,837 with a standard deviation of about 66.
    const repeats = codes.length - new Set(codes).size;
    expect(repeats).toBeGreaterThan(4_837 - 6 * 70);
    expect(repeats).toBeLessThan(4_837 + 6 * 70);
  });
});

describe("a typed code", () => {
  test.for([
    { typed: "012345", want: "012345" },
    { typed: " 012 345 ", want: "012345" },
    { typed: "012-345", want: "012345" },
    { typed: "012\u2013345", want: "012345", because: "an en dash" },
    { typed: "012\u2212345", want: "012345", because: "a minus sign" },
    { typed: "012\u00a0345\t\n", want: "012345" },
    { typed: "０１２３４５", want: "012345", because: "an input method's digits" },
    { typed: "０１２－３４５", want: "012345" },
    { typed: "O12345", want: "O12345", because: "among digits a letter is a mistake" },
    { typed: "٠١٢٣٤٥", want: "٠١٢٣٤٥", because: "judged as it is, and wrong" },
    { typed: "---", want: "" },
    { typed: "\u0000", want: "\u0000" },
  ])("of digits: $typed is $want", ({ typed, want }) => {
    expect(normaliseCode(typed, "digits")).toBe(want);
  });

  test.for([
    { typed: "abcd-efgh", want: "ABCDEFGH" },
    { typed: "oOiIlL", want: "001111" },
    { typed: "ａｂｃ　１２３", want: "ABC123" },
    { typed: "u", want: "U", because: "not one of Crockford's: judged, and wrong" },
  ])("of base 32: $typed is $want", ({ typed, want }) => {
    expect(normaliseCode(typed, "base32")).toBe(want);
  });

  test("is itself when it was typed as it was drawn", () => {
    for (const format of [digits, base32])
      for (let i = 0; i < 1_000; i++) {
        const code = drawCode(format, randomInt);
        expect(normaliseCode(code, format.alphabet)).toBe(code);
      }
  });
});

/** χ² of evenly spread values stays below these limits but for once in ten million runs of these tests. */
const limit = { of9: 56, of99: 200 };

function chiSquared(values: readonly number[], kinds: number): number {
  const counts = Array<number>(kinds).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  const expected = values.length / kinds;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
