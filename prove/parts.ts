import { mostViolations, type Outcome, type Row } from "./row.ts";

/** Some trials of a row, which one process runs. */
export interface Part {
  readonly row: Row;
  readonly first: number;
  readonly trials: number;
}

/** What became of a part, or of all parts of a row. */
export interface Result extends Outcome {
  readonly violationCount: number;
  /** Of all processes together: with four at once a row takes a quarter of it. */
  readonly seconds: number;
}

/** The parts of a row: where they begin and end depends on nothing but the row, so that each can be run again. */
export function partsOf(row: Row, first: number, trials: number): readonly Part[] {
  const size = Math.max(1, row.part ?? trials);
  const count = Math.max(1, Math.ceil(trials / size));
  return Array.from({ length: count }, (_, i) => ({
    row,
    first: first + i * size,
    trials: Math.min(size, trials - i * size),
  }));
}

/** Adds up what the parts of a row found, in their order. */
export function sumOf(results: readonly Result[]): Result {
  const facts = results.flatMap((result) => Object.entries(result.facts ?? {}));
  const sums = new Map<string, number | string>();
  for (const [name, value] of facts) {
    const before = sums.get(name);
    sums.set(name, typeof before === "number" && typeof value === "number" ? before + value : value);
  }
  return {
    trials: total(results.map(({ trials }) => trials)),
    violations: results.flatMap(({ violations }) => violations).slice(0, mostViolations),
    violationCount: total(results.map(({ violationCount }) => violationCount)),
    seconds: Math.round(total(results.map(({ seconds }) => seconds)) * 10) / 10,
    ...(sums.size > 0 ? { facts: Object.fromEntries(sums) } : {}),
    found: results.flatMap(({ found }) => found ?? []),
  };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
