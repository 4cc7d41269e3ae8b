import { readFileSync, writeFileSync } from "node:fs";
import type { Report } from "./report.ts";
import { rows } from "./rows.ts";

/** The latest figures of a row, as `prove/results.json` keeps them. */
export interface KeptResult {
  readonly row: string;
  /** How large the run was: as a full one, as a quick one, or smaller than either. */
  readonly size: Size;
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  readonly seed: number;
  readonly trials: number;
  readonly unit: string;
  readonly violations: number;
  readonly seconds: number;
  readonly facts?: Readonly<Record<string, number | string>>;
}

const sizes = ["part", "quick", "full"] as const;
export type Size = (typeof sizes)[number];

const file = new URL("results.json", import.meta.url);

export function readResults(): readonly KeptResult[] {
  return JSON.parse(readFileSync(file, "utf8")) as readonly KeptResult[];
}

export function writeResults(results: readonly KeptResult[]): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

/** The figures of a run, one by one: rows that ran in different runs stand beside each other. */
export function resultsOf({ date, commit, node, machine, quick, entries }: Report): readonly KeptResult[] {
  return entries.map(({ row, unit, seed, result }) => {
    const { trials, violationCount: violations, seconds, facts } = result;
    const run = { row, size: sizeOf(row, trials, quick), date, commit, node, machine, seed };
    return { ...run, trials, unit, violations, seconds, ...(facts ? { facts } : {}) };
  });
}

/** A run with fewer trials than a full one is none, whatever it was called. */
function sizeOf(name: string, trials: number, quick: boolean): Size {
  const planned = rows.find((row) => row.name === name)?.trials;
  if (planned === undefined) return quick ? "quick" : "full";
  if (!quick && trials >= planned.full) return "full";
  return trials >= planned.quick ? "quick" : "part";
}

/**
 * The figures that are kept after a run: one of each row, in the order of the rows.
 *
 * A smaller run takes the place of a larger one only where it was asked for by name, or found a violation: what is
 * broken now must not stand as whole because it once was.
 */
export function merged(
  kept: readonly KeptResult[],
  fresh: readonly KeptResult[],
  named: readonly string[],
): { readonly results: readonly KeptResult[]; readonly left: readonly { row: string; why: string }[] } {
  const left: { row: string; why: string }[] = [];
  const results = rows.flatMap(({ name }) => {
    const before = kept.find(({ row }) => row === name);
    const after = fresh.find(({ row }) => row === name);
    if (before === undefined || after === undefined) return before ?? after ?? [];
    if (rank(after) >= rank(before) || after.violations > 0 || named.includes(name)) return after;
    left.push({
      row: name,
      why: `a ${before.size} run of ${before.date} is kept; --row ${name} replaces it`,
    });
    return before;
  });
  return { results, left };
}

function rank({ size }: KeptResult): number {
  return sizes.indexOf(size);
}
