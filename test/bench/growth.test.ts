import { describe, expect, test } from "vitest";
import { holderAt } from "../../bench/growth/holders.ts";
import { drawGrowth } from "../../bench/report/growth-svg.ts";
import { inRounds } from "../../bench/rounds.ts";

/** Measurers that note who was asked; each answers its own values in turn. */
function noting(values: Readonly<Record<string, readonly number[]>>) {
  const asked: string[] = [];
  const measurers = Object.entries(values).map(([name, own]) => {
    let next = 0;
    return async () => {
      asked.push(name);
      return own[next++ % own.length] ?? Number.NaN;
    };
  });
  return { asked, measurers };
}

describe("what is measured in rounds", () => {
  test("takes turns, forwards and backwards", async () => {
    const { asked, measurers } = noting({ a: [1], b: [1], c: [1] });
    await inRounds(measurers, { rounds: 1, turns: 3, limitMs: 1 }, () => 0);
    expect(asked.join("")).toBe("abccbaabc");
  });

  test("has the mean of its turns as the value of a round: what comes now and then is in it", async () => {
    const { measurers } = noting({ a: [1, 1, 1, 9], b: [2] });
    expect(await inRounds(measurers, { rounds: 2, turns: 4, limitMs: 1 }, () => 0)).toEqual([
      [3, 3],
      [2, 2],
    ]);
  });

  test("ends when its time is over, but not before three rounds", async () => {
    const rounds = async (limitMs: number) => {
      let now = 0;
      const { measurers } = noting({ a: [1] });
      const [values = []] = await inRounds(measurers, { rounds: 9, turns: 1, limitMs }, () => now++);
      return values.length;
    };
    expect(await rounds(0)).toBe(3);
    expect(await rounds(5)).toBe(7);
    expect(await rounds(100)).toBe(9);
  });
});

test.for([100, 10_000, 1_000_000])(
  "of %i holders everybody signs in once before anybody does again",
  (size) => {
    const turns = Array.from({ length: size }, (_, turn) => holderAt(turn, size));
    expect(new Set(turns).size).toBe(size);
    expect(holderAt(size, size)).toBe(turns[0]);
  },
);

test("the picture of growth has a panel for each thing that grows, and a line for each curve", () => {
  const spread = { median: 1, min: 0.9, max: 1.1 };
  const points = [1, 100, 10_000].map((size) => ({ size, micros: spread, ratio: spread }));
  const curve = (what: string) => ({ what, points, alike: spread });
  const picture = drawGrowth([
    curve("tenants"),
    curve("connections, all in use"),
    curve("connections, 100 in use"),
  ]);
  expect(picture.match(/>tenants</g)).toHaveLength(1);
  expect(picture.match(/>connections</g)).toHaveLength(1);
  // Three points each; the legend has one of each colour.
  expect(picture.match(/class="dot0"/g)).toHaveLength(2 * 3 + 1);
  expect(picture.match(/class="dot1"/g)).toHaveLength(3 + 1);
});
