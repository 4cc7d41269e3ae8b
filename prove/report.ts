import { spawnSync } from "node:child_process";
import { arch, cpus, platform, totalmem } from "node:os";
import type { Result } from "./parts.ts";
import type { Row } from "./row.ts";

/** A row of the table as it is kept in JSON. */
export interface Entry {
  readonly row: string;
  readonly invariant: string;
  readonly method: string;
  readonly unit: string;
  readonly seed: number;
  readonly result: Result;
}

/** What one run found, as `--json` writes it. */
export interface Report {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  readonly quick: boolean;
  readonly entries: readonly Entry[];
}

/** What is run and where: asked before the rows run, as the folder may be another one after hours. */
export function createHead(quick: boolean): Omit<Report, "entries"> {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    node: process.version,
    machine: `${platform()} ${arch()}, ${cpus().length} × ${cpu?.model.trim()}, ${gigabytes} GiB`,
    quick,
  };
}

export function entryOf(row: Row, seed: number, result: Result): Entry {
  const { name, invariant, method, unit } = row;
  return { row: name, invariant, method, unit, seed, result };
}

/** What a run found, for a terminal. */
export function table(entries: readonly Entry[]): string {
  return markdownTable([
    ["row", "what must hold", "trials", "violations", "seconds"],
    ...entries.map(({ row, invariant, unit, result }) => [
      `\`${row}\``,
      invariant,
      `${result.trials.toLocaleString("en")} × ${unit}`,
      String(result.violationCount),
      String(result.seconds),
    ]),
  ]);
}

/** A table in Markdown, aligned, so that it reads well in a terminal too. The first line is its head. */
export function markdownTable(lines: readonly (readonly string[])[]): string {
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
