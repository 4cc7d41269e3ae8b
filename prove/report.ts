import { spawnSync } from "node:child_process";
import { arch, cpus, platform, totalmem } from "node:os";
import type { Outcome, Row } from "./row.ts";

/** What became of a row. */
export interface Result extends Outcome {
  readonly violationCount: number;
  readonly seconds: number;
}

/** A row of the table as it is kept in JSON. */
export interface Entry {
  readonly row: string;
  readonly invariant: string;
  readonly method: string;
  readonly unit: string;
  readonly seed: number;
  readonly result: Result;
}

export interface Report {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  readonly quick: boolean;
  readonly entries: readonly Entry[];
}

export function createReport(quick: boolean, entries: readonly Entry[]): Report {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    node: process.version,
    machine: `${platform()} ${arch()}, ${cpus().length} × ${cpu?.model.trim()}, ${gigabytes} GiB`,
    quick,
    entries,
  };
}

export function entryOf(row: Row, seed: number, result: Result): Entry {
  const { name, invariant, method, unit } = row;
  return { row: name, invariant, method, unit, seed, result };
}

/** The table in Markdown, aligned, so that it reads well in a terminal too. */
export function table({ entries }: Report): string {
  const lines = [
    ["row", "what must hold", "trials", "violations", "seconds"],
    ...entries.map(({ row, invariant, unit, result }) => [
      `\`${row}\``,
      invariant,
      `${result.trials.toLocaleString("en")} × ${unit}`,
      String(result.violationCount),
      String(result.seconds),
    ]),
  ];
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const [head, ...rest] = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rest].join("\n");
}

/** The commit that was tried, if the folder is a clone. */
function commit(): string {
  const { stdout } = spawnSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" });
  return stdout?.trim() || "an unknown commit";
}
