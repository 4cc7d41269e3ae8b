import { fork } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { insertTable } from "./page.ts";
import { createReport, type Entry, entryOf, type Result, table } from "./report.ts";
import type { Row } from "./row.ts";
import { rows } from "./rows.ts";

const usage = `npm run prove [-- OPTIONS]

Tries to break what NoPass promises, and prints one table: what must hold, how often it was tried, how often it did not.

  --quick         fewer trials, the same rows: minutes instead of hours
  --row NAME      only this row (more than once for several); --list names them
  --seed N        the trials of an earlier run; without it, new ones
  --trials N      as many trials as this
  --bail          stop after the first row that finds a violation
  --jobs N        rows at the same time (the number of processors)
  --json FILE     where the figures are written (dist/reliability.json)
  --write         also into docs/reliability.md
`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    row: { type: "string", multiple: true },
    list: { type: "boolean", default: false },
    seed: { type: "string" },
    trials: { type: "string" },
    bail: { type: "boolean", default: false },
    jobs: { type: "string" },
    json: { type: "string", default: "dist/reliability.json" },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help || values.list) {
  process.stdout.write(
    values.list ? rows.map(({ name, invariant }) => `${name.padEnd(24)}${invariant}\n`).join("") : usage,
  );
  process.exit(0);
}

const unknown = values.row?.filter((name) => !rows.some((row) => row.name === name)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(`no such row: ${unknown.join(", ")} (--list names all)\n`);
  process.exit(2);
}

const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const entries = await runAll(rows.filter(({ name }) => values.row?.includes(name) ?? true));
const report = createReport(values.quick, entries);
mkdirSync("dist", { recursive: true });
writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(
  `\n${table(report)}\n\nseed ${seed}, commit ${report.commit}, Node ${report.node}, ${report.machine}\n`,
);
if (values.write) {
  const page = "docs/reliability.md";
  writeFileSync(page, insertTable(readFileSync(page, "utf8"), report));
}
for (const { row, result } of entries)
  for (const violation of result.violations)
    process.stdout.write(`\nVIOLATION in ${row} (seed ${seed}): ${violation}\n`);
process.exitCode = entries.some(({ result }) => result.violationCount > 0) ? 1 : 0;

/** Several rows at once; the table keeps their order. */
async function runAll(chosen: readonly Row[]): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const waiting = chosen.entries();
  const jobs = Number(values.jobs ?? availableParallelism());
  const worker = async () => {
    for (const [place, row] of waiting) {
      if (values.bail && entries.some(({ result }) => result.violationCount > 0)) return;
      entries[place] = entryOf(row, seed, await runRow(row));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return entries.filter((entry) => entry !== undefined);
}

function runRow(row: Row): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const size = values.quick ? "quick" : "full";
  const trials = values.trials ?? String(row.trials?.[size] ?? 0);
  const child = fork(new URL("run-row.ts", import.meta.url), [row.name, trials, String(seed), size], {
    // What a row prints by mistake must not be taken for the table.
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.on("message", ({ progress, result }: { progress?: string; result?: Result }) => {
    if (progress !== undefined) process.stderr.write(`${row.name}: ${progress}\n`);
    if (result === undefined) return;
    process.stderr.write(`${row.name}: ${result.violationCount} violations, ${result.seconds} s\n`);
    resolve(result);
  });
  child.on("exit", (code, signal) =>
    resolve({ trials: 0, violations: [`the row ended by ${signal ?? code}`], violationCount: 1, seconds: 0 }),
  );
  return promise;
}
