import { describe, expect, test } from "vitest";
import { partsOf, type Result, sumOf } from "../../prove/parts.ts";
import type { Row } from "../../prove/row.ts";
import { rows } from "../../prove/rows.ts";
import { runRows } from "../../prove/run-rows.ts";

const expiry = rowNamed("expiry");
const options = { seed: 1, quick: true, first: 0, trials: undefined, jobs: 3, bail: false, say() {} };

describe("the parts of a row", () => {
  test("hold every trial once", () => {
    const parts = partsOf({ ...expiry, part: 40 }, 7, 100);
    expect(parts.map(({ first, trials }) => [first, trials])).toEqual([
      [7, 40],
      [47, 40],
      [87, 20],
    ]);
  });

  test("are one where a row is not to be split, and where it has no number of trials", () => {
    const { part: _part, ...whole } = expiry;
    expect(partsOf(whole, 0, 100)).toHaveLength(1);
    expect(partsOf(whole, 0, 0)).toHaveLength(1);
  });

  test("are added up: trials, violations, seconds and figures", () => {
    const part = { trials: 2, violations: ["a"], violationCount: 1, seconds: 0.3, facts: { calls: 5 } };
    expect(sumOf([part, part])).toMatchObject({
      trials: 4,
      violations: ["a", "a"],
      violationCount: 2,
      seconds: 0.6,
      facts: { calls: 10 },
    } satisfies Partial<Result>);
  });

  test("run in processes of their own, and a part again finds the same as it did among the others", async () => {
    const row = rowNamed("guesses");
    const run = async (first: number, trials: number) => {
      const [ran] = await runRows([{ ...row, part: 2 }], { ...options, first, trials });
      return ran?.result;
    };
    const [all, one, other] = [await run(0, 4), await run(0, 2), await run(2, 2)];
    const wins = (result: Result | undefined) => Object.values(result?.facts ?? {})[0];
    expect(all).toMatchObject({ trials: 4, violationCount: 0 });
    expect(wins(all)).toBe(Number(wins(one)) + Number(wins(other)));
  });

  test("say how they can be run again when a process ends before its time", async () => {
    const unknown: Row = { ...expiry, name: "no such row" };
    const [ran] = await runRows([unknown], { ...options, first: 10, trials: 5 });
    expect(ran?.result.violations).toEqual([
      "the row ended by 1 (again: npm run prove -- --row no such row --seed 1 --from 10 --trials 5 --quick)",
    ]);
  });
});

function rowNamed(name: string): Row {
  const row = rows.find((row) => row.name === name);
  if (row === undefined) throw new Error(`there is no row ${name}`);
  return row;
}
