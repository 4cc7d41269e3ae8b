import { fork } from "node:child_process";
import { type Part, partsOf, type Result, sumOf } from "./parts.ts";
import type { Row } from "./row.ts";

export interface RunAllOptions {
  readonly seed: number;
  readonly quick: boolean;
  /** The first trial of each row, and how many; without a number, as many as the row has. */
  readonly first: number;
  readonly trials: number | undefined;
  /** Processes at the same time. */
  readonly jobs: number;
  /** Whether to begin nothing more once a violation is found. */
  readonly bail: boolean;
  /** Hears how far the rows are. */
  say(line: string): void;
}

export interface RowResult {
  readonly row: Row;
  readonly result: Result;
}

/** Runs rows, and large rows in parts, each in a process of its own; answers in the order of the rows. */
export async function runRows(rows: readonly Row[], options: RunAllOptions): Promise<readonly RowResult[]> {
  const { first, trials, quick, say } = options;
  const size = quick ? "quick" : "full";
  const parts = rows.flatMap((row) => partsOf(row, first, trials ?? row.trials?.[size] ?? 0));
  const results = new Map<Part, Result>();
  const waiting = parts.values();
  const worker = async () => {
    for (const part of waiting) {
      if (options.bail && [...results.values()].some(({ violationCount }) => violationCount > 0)) return;
      results.set(part, await runPart(part, options));
      say(`${part.row.name}: ${summary(resultsOf(part.row))}`);
    }
  };

  function resultsOf(row: Row): readonly Result[] {
    return parts.flatMap((part) => (part.row === row ? (results.get(part) ?? []) : []));
  }

  function summary(of: readonly Result[]): string {
    const { trials, violationCount, seconds } = sumOf(of);
    return `${trials.toLocaleString("en")} trials, ${violationCount} violations, ${seconds} s`;
  }

  await Promise.all(Array.from({ length: options.jobs }, worker));
  return rows.flatMap((row) => {
    const of = resultsOf(row);
    if (of.length === 0) return [];
    const { found = [], ...result } = sumOf(of);
    if (found.length > 0) row.keep?.(found, quick);
    return [{ row, result }];
  });
}

function runPart({ row, first, trials }: Part, { seed, quick, say }: RunAllOptions): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const range = [String(first), String(trials), String(seed)];
  const child = fork(new URL("run-row.ts", import.meta.url), [row.name, ...range, quick ? "quick" : "full"], {
    // What a row prints by mistake must not be taken for the table.
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const again = `npm run prove -- --row ${row.name} --seed ${seed} --from ${first} --trials ${trials}${quick ? " --quick" : ""}`;
  child.on("message", ({ progress, result }: { progress?: string; result?: Result }) => {
    if (progress !== undefined) say(`${row.name}${first > 0 ? ` from ${first}` : ""}: ${progress}`);
    if (result === undefined) return;
    resolve({
      ...result,
      violations: result.violations.map((violation) => `${violation} (again: ${again})`),
    });
  });
  child.on("exit", (code, signal) => {
    const ended = `the row ended by ${signal ?? code} (again: ${again})`;
    resolve({ trials: 0, violations: [ended], violationCount: 1, seconds: 0 });
  });
  return promise;
}
