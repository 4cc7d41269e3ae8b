import type { Verdict } from "./run-case.ts";

/** How all cases went in one language. */
export interface Outcome {
  readonly language: string;
  /** By name. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Why there are none: its toolchain is missing. */
  readonly skipped?: string;
  readonly tookMs: number;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** Writes a table of languages, the reason of each failure, and nothing about what went well. */
export function reportOf(outcomes: readonly Outcome[]): string {
  const width = Math.max(...outcomes.map(({ language }) => language.length));
  const rows = outcomes.map((outcome) => `${outcome.language.padEnd(width)}  ${rowOf(outcome)}`);
  const failures = failuresOf(outcomes);
  return [...rows, ...(failures.length > 0 ? ["", ...failures] : [])].join("\n");
}

/** The reason of each failure. */
export function failuresOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ language, verdicts }) =>
    [...verdicts].flatMap(([name, verdict]) =>
      verdict.kind === "failed" ? [`${language}: ${name}\n    ${verdict.why}`] : [],
    ),
  );
}

/** A word on how it went: how many passed, or how many of how many did. */
export function summaryOf(outcome: Outcome): string {
  if (outcome.skipped !== undefined) return "skipped";
  const { passed, failed } = countsOf(outcome);
  if (failed > 0) return `FAIL ${passed}/${passed + failed}`;
  return passed > 0 ? `ok ${passed}` : "–";
}

export function totalsOf(outcomes: readonly Outcome[]): Totals {
  const counts = outcomes.map(countsOf);
  const sum = (kind: Verdict["kind"]) => counts.reduce((total, count) => total + count[kind], 0);
  return { passed: sum("passed"), failed: sum("failed") };
}

function rowOf(outcome: Outcome): string {
  if (outcome.skipped !== undefined) return `skipped: ${outcome.skipped.split("\n").at(-1)}`;
  const { passed, failed, "not offered": notOffered } = countsOf(outcome);
  const count = (n: number) => String(n).padStart(4);
  const seconds = (outcome.tookMs / 1000).toFixed(1).padStart(6);
  return `${count(passed)} passed ${count(failed)} failed ${count(notOffered)} not offered ${seconds} s`;
}

function countsOf({ verdicts }: Outcome): Record<Verdict["kind"], number> {
  const counts = { passed: 0, failed: 0, "not offered": 0 };
  for (const { kind } of verdicts.values()) counts[kind]++;
  return counts;
}
