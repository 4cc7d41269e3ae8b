import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { spreadOf } from "../statistics.ts";
import type { Judged } from "./limits.ts";
import type { Results } from "./results.ts";

/** One run, in the ratios alone: they can be compared where times cannot. */
export interface PastRun {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly load: readonly [number, number];
  readonly ratios: Readonly<Record<string, number>>;
}

/** Of a ratio to what it was before: from there on it is no noise. */
const worseBy = 1.2;

/** Names the ratios that are worse by a fifth than the median of the last ten runs. */
export function regressions(past: readonly PastRun[], now: readonly Judged[]): readonly string[] {
  return now.flatMap(({ what, measured }) => {
    const before = past.slice(-10).flatMap(({ ratios }) => ratios[what] ?? []);
    if (measured === undefined || before.length === 0) return [];
    const { median } = spreadOf(before);
    return measured.median > median * worseBy
      ? [`${what}: ${measured.median.toFixed(2)}, but ${median.toFixed(2)} before`]
      : [];
  });
}

export function readHistory(path: string): readonly PastRun[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as PastRun);
}

export function appendHistory(
  path: string,
  { date, commit, machine, load }: Results,
  judged: readonly Judged[],
): void {
  const ratios = Object.fromEntries(
    judged.flatMap(({ what, measured }) =>
      measured === undefined ? [] : [[what, Math.round(measured.median * 100) / 100]],
    ),
  );
  const run: PastRun = { date, commit, machine, load, ratios };
  appendFileSync(path, `${JSON.stringify(run)}\n`);
}
