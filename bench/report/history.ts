import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { type Spread, spreadOf } from "../statistics.ts";
import type { Judged } from "./limits.ts";
import type { Circumstances } from "./results.ts";

/** One run, in the ratios alone: they can be compared where times cannot. */
export interface PastRun extends Circumstances {
  readonly ratios: Readonly<Record<string, number>>;
  /** The least and the greatest of the rounds, where they were written down. */
  readonly ranges?: Readonly<Record<string, readonly [number, number]>>;
}

/** A ratio beside what it was in earlier runs. */
export interface Change {
  readonly what: string;
  readonly now: Spread;
  /** The median of the last ten runs before. */
  readonly before: number;
  readonly percent: number;
  readonly verdict: "worse" | "better" | "within the noise";
}

/** Runs that a new one is compared with. */
const compared = 10;

/** Of a ratio to what it was before: from there on it is no noise. */
const surely = 1.2;

/** Or from there on, if not even the best round (or the worst) was as it was before. */
const likely = 1.05;

/** What became of each ratio that was measured before. */
export function changes(past: readonly PastRun[], now: readonly Judged[]): readonly Change[] {
  return now.flatMap(({ what, measured }) => {
    const values = past.flatMap(({ ratios }) => ratios[what] ?? []).slice(-compared);
    if (measured === undefined || values.length === 0) return [];
    const before = spreadOf(values).median;
    const percent = Math.round((measured.median / before - 1) * 100);
    return [{ what, now: measured, before, percent, verdict: verdictOf(measured, before) }];
  });
}

function verdictOf({ median, min, max }: Spread, before: number): Change["verdict"] {
  if (median > before * surely || (median > before * likely && min > before)) return "worse";
  if (median < before / surely || (median < before / likely && max < before)) return "better";
  return "within the noise";
}

/** In words: `+12 % since 1.60 (worse)`. */
export function inWords({ percent, before, verdict }: Change): string {
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent)} % since ${before.toFixed(2)} (${verdict})`;
}

/** The last run that measured each ratio, beside those before it. */
export function lastChanges(past: readonly PastRun[]): readonly Change[] {
  const names = new Set(past.flatMap(({ ratios }) => Object.keys(ratios)));
  return [...names].flatMap((what) => {
    const last = past.findLastIndex(({ ratios }) => ratios[what] !== undefined);
    const { ratios, ranges } = past[last] as PastRun;
    const median = ratios[what] as number;
    const [min, max] = ranges?.[what] ?? [median / surely, median * surely];
    return changes(past.slice(0, last), [{ what, most: Number.NaN, measured: { median, min, max } }]);
  });
}

export function readHistory(path: string): readonly PastRun[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as PastRun);
}

export function appendHistory(
  path: string,
  { date, commit, machine, load }: Circumstances,
  judged: readonly Judged[],
): void {
  const of = <T>(value: (measured: Spread) => T) =>
    Object.fromEntries(
      judged.flatMap(({ what, measured }) => (measured === undefined ? [] : [[what, value(measured)]])),
    );
  const run: PastRun = {
    ...{ date, commit, machine, load },
    ratios: of(({ median }) => hundredths(median)),
    ranges: of(({ min, max }) => [hundredths(min), hundredths(max)]),
  };
  appendFileSync(path, `${JSON.stringify(run)}\n`);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
