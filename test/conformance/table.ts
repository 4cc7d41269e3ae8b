import { type Outcome, summaryOf } from "./report.ts";

/** What was run for all languages, and how it went in each. */
export interface Column {
  readonly title: string;
  readonly outcomes: readonly Outcome[];
}

/** A table of languages, and what was run for each: how many passed, or how many of how many did. */
export function tableOf(columns: readonly Column[]): string {
  const languages = [
    ...new Set(columns.flatMap(({ outcomes }) => outcomes.map(({ language }) => language))),
  ].sort();
  const head = ["", ...columns.map(({ title }) => title), "seconds"];
  const rows = languages.map((language) => {
    const own = columns.map(({ outcomes }) => outcomes.find((outcome) => outcome.language === language));
    // The groups of the cases share one run, and so one time.
    const times = new Set(own.map((outcome) => outcome?.tookMs ?? 0));
    const seconds = [...times].reduce((sum, ms) => sum + ms, 0) / 1000;
    return [language, ...own.map((outcome) => (outcome ? summaryOf(outcome) : "")), seconds.toFixed(0)];
  });
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** One column for each group, from outcomes in which all of them are. */
export function byGroup(
  outcomes: readonly Outcome[],
  groupOf: (name: string) => string,
  titles: readonly string[],
): readonly Column[] {
  return titles.map((title) => ({
    title,
    outcomes: outcomes.map((outcome) => ({
      ...outcome,
      verdicts: new Map([...outcome.verdicts].filter(([name]) => groupOf(name) === title)),
    })),
  }));
}
