import { randomInt } from "node:crypto";
import { type CodeAlphabet, drawCode } from "../../src/core/code.ts";
import type { Row } from "../row.ts";

/**
 * Whether codes are as hard to guess as their length promises.
 *
 * Pearson's test of each position, of each pair of neighbours, and of repetitions in a row. A fair source fails one of
 * these limits about once in a billion runs.
 */
export const randomness: Row = {
  name: "randomness",
  invariant:
    "all codes are equally likely, digit by digit and pair by pair, and none follows from the one before",
  method: "chi-squared over codes of the service's own generator",
  unit: "code",
  trials: { quick: 1_000_000, full: 10_000_000 },
  async run({ trials, progress }) {
    const violations: string[] = [];
    for (const { alphabet, symbols, length } of formats)
      for (const [what, counts] of tally(trials / formats.length, alphabet, symbols, length)) {
        const z = deviation(counts);
        progress(`${alphabet}, ${what}: ${z.toFixed(2)} standard deviations`);
        if (Math.abs(z) > mostDeviations)
          violations.push(`${alphabet}, ${what}: ${z.toFixed(1)} standard deviations`);
      }
    return { trials, violations };
  },
};

const formats = [
  { alphabet: "digits", symbols: "0123456789", length: 6 },
  { alphabet: "base32", symbols: "0123456789ABCDEFGHJKMNPQRSTVWXYZ", length: 8 },
] as const;

/** How often each symbol stood in each place, each pair in each two places, and in two codes in a row. */
function tally(codes: number, alphabet: CodeAlphabet, symbols: string, length: number) {
  const size = symbols.length;
  const single = Array.from({ length }, () => new Uint32Array(size));
  const pairs = Array.from({ length: length - 1 }, () => new Uint32Array(size * size));
  const follows = new Uint32Array(size * size);
  let last: number | undefined;
  for (let i = 0; i < codes; i++) {
    const code = drawCode({ alphabet, length }, (below) => randomInt(below));
    const digits = Array.from(code, (symbol) => symbols.indexOf(symbol));
    if (digits.length !== length || digits.includes(-1)) throw new Error("a code of another form was drawn");
    digits.forEach((digit, at) => {
      count(single[at], digit);
      if (at > 0) count(pairs[at - 1], (digits[at - 1] ?? 0) * size + digit);
    });
    const [first = 0] = digits;
    if (last !== undefined) count(follows, last * size + first);
    last = first;
  }
  return [
    ...single.map((counts, at) => [`position ${at}`, counts] as const),
    ...pairs.map((counts, at) => [`positions ${at} and ${at + 1}`, counts] as const),
    ["first symbols of codes in a row", follows] as const,
  ];
}

/** One in a billion is 6.1; there are some thirty tests. */
const mostDeviations = 6.5;

function count(counts: Uint32Array | undefined, at: number): void {
  if (counts) counts[at] = (counts[at] ?? 0) + 1;
}

/** How far chi-squared lies from what chance gives, in standard deviations (Wilson and Hilferty's approximation). */
function deviation(counts: Uint32Array): number {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const expected = total / counts.length;
  const chiSquared = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  const spread = 2 / (9 * freedom);
  return ((chiSquared / freedom) ** (1 / 3) - (1 - spread)) / Math.sqrt(spread);
}
