import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { insertResults } from "../../prove/page.ts";
import type { Report } from "../../prove/report.ts";
import { type KeptResult, merged, readResults, resultsOf } from "../../prove/results.ts";
import { rows } from "../../prove/rows.ts";

const page = "docs/reliability.md";

describe("the page on reliability", () => {
  test("shows the figures that are kept, and no others", () => {
    const text = readFileSync(page, "utf8");
    expect(insertResults(text, readResults())).toBe(text);
  });

  test("has figures of rows that there are, each once, in the order of the table", () => {
    const measured = readResults().map(({ row }) => row);
    expect(measured).toEqual(rows.map(({ name }) => name).filter((name) => measured.includes(name)));
  });

  test("says of a row without figures that there are none", () => {
    const empty = insertResults(readFileSync(page, "utf8"), []);
    expect(empty.match(/\| none yet/g)).toHaveLength(rows.length);
  });

  test("names the size, the day and the commit of each run", () => {
    const [line] = /^\| `model`.*$/m.exec(insertResults(readFileSync(page, "utf8"), [kept("full")])) ?? [];
    expect(line).toMatch(/\| 100,000 × step .*\| 0 .*\| full, 2026-11-24, 8b12639 +\|$/);
  });
});

describe("figures of several runs", () => {
  test("stand beside each other in the order of the rows", () => {
    const { results } = merged([kept("quick", { row: "load" })], [kept("full", { row: "model" })], []);
    expect(results.map(({ row }) => row)).toEqual(["model", "load"]);
  });

  test("are replaced by those of a run of the same size", () => {
    const { results } = merged([kept("full")], [kept("full", { commit: "a1b2c3d" })], []);
    expect(results).toEqual([kept("full", { commit: "a1b2c3d" })]);
  });

  test("of a full run stay when a quick one did not ask for the row by name", () => {
    const { results, left } = merged([kept("full")], [kept("quick")], []);
    expect(results).toEqual([kept("full")]);
    expect(left).toEqual([
      { row: "model", why: "a full run of 2026-11-24 is kept; --row model replaces it" },
    ]);
  });

  test("of a full run go when a quick one did", () => {
    expect(merged([kept("full")], [kept("quick")], ["model"]).results).toEqual([kept("quick")]);
  });

  test("go when a smaller run finds a violation", () => {
    const broken = kept("part", { violations: 1 });
    expect(merged([kept("full")], [broken], []).results).toEqual([broken]);
  });

  test("go when their row does", () => {
    expect(merged([kept("full", { row: "an old one" })], [], []).results).toEqual([]);
  });
});

test.for([
  { run: "a full one", quick: false, trials: 100_000, size: "full" },
  { run: "a full one with fewer trials", quick: false, trials: 99_999, size: "quick" },
  { run: "a quick one", quick: true, trials: 1_000, size: "quick" },
  { run: "one with a trial", quick: false, trials: 1, size: "part" },
])("a run is called what it was: $run", ({ quick, trials, size }) => {
  const [result] = resultsOf(report("races", quick, trials));
  expect(result).toMatchObject({ row: "races", size, trials, violations: 0, seed: 7, commit: "8b12639" });
});

function kept(size: KeptResult["size"], differences: Partial<KeptResult> = {}): KeptResult {
  const [result] = resultsOf(report("model", false, 100_000));
  if (result === undefined) throw new Error("a report of one row has one result");
  return { ...result, size, ...differences };
}

function report(row: string, quick: boolean, trials: number): Report {
  const result = { trials, violations: [], violationCount: 0, seconds: 1.5 };
  const entry = { row, invariant: "", method: "", unit: "step", seed: 7, result };
  return {
    date: "2026-11-24",
    commit: "8b12639",
    node: "v24",
    machine: "a machine",
    quick,
    entries: [entry],
  };
}
