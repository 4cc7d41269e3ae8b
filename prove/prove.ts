import { randomInt } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { writePage } from "./page.ts";
import { createHead, entryOf, type Report, table } from "./report.ts";
import { merged, readResults, resultsOf, writeResults } from "./results.ts";
import { rows } from "./rows.ts";
import { runRows } from "./run-rows.ts";

const usage = `npm run prove [-- OPTIONS]

Tries to break what NoPass promises, and prints one table: what must hold, how often it was tried, how often it did not.

  --quick         fewer trials, the same rows: minutes instead of hours
  --row NAME      only this row (more than once for several); --list names them
  --seed N        the trials of an earlier run; without it, new ones
  --trials N      as many trials as this
  --from N        the first trial (0): a violation says with which it can be seen again
  --bail          begin nothing more after a violation
  --jobs N        processes at the same time, of different rows or of one (the number of processors)
  --json FILE     where the figures are written (dist/reliability.json)
  --write         also into prove/results.json and docs/reliability.md, which keep the figures of the other rows
  --merge FILE    runs nothing, and writes the figures that --json wrote earlier as --write does (more than once for several)
`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    row: { type: "string", multiple: true },
    list: { type: "boolean", default: false },
    seed: { type: "string" },
    trials: { type: "string" },
    from: { type: "string", default: "0" },
    bail: { type: "boolean", default: false },
    jobs: { type: "string" },
    json: { type: "string", default: "dist/reliability.json" },
    write: { type: "boolean", default: false },
    merge: { type: "string", multiple: true, default: [] },
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

if (values.merge.length > 0) {
  for (const file of values.merge) keep(JSON.parse(readFileSync(file, "utf8")), []);
  process.exit(0);
}

const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const head = createHead(values.quick);
const found = await runRows(
  rows.filter(({ name }) => values.row?.includes(name) ?? true),
  {
    seed,
    quick: values.quick,
    first: Number(values.from),
    trials: values.trials === undefined ? undefined : Number(values.trials),
    jobs: Number(values.jobs ?? availableParallelism()),
    bail: values.bail,
    say: (line) => void process.stderr.write(`${line}\n`),
  },
);
const entries = found.map(({ row, result }) => entryOf(row, seed, result));
const report = { ...head, entries };
mkdirSync(dirname(values.json), { recursive: true });
writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(
  `\n${table(entries)}\n\nseed ${seed}, commit ${report.commit}, Node ${report.node}, ${report.machine}\n`,
);
if (values.write) keep(report, values.row ?? []);
for (const { row, result } of entries)
  for (const violation of result.violations)
    process.stdout.write(`\nVIOLATION in ${row} (seed ${seed}): ${violation}\n`);
process.exitCode = entries.some(({ result }) => result.violationCount > 0) ? 1 : 0;

/** Puts the figures of a run among those that are kept, and all of them into the page. */
function keep(report: Report, named: readonly string[]): void {
  const { results, left } = merged(readResults(), resultsOf(report), named);
  for (const { row, why } of left) process.stderr.write(`${row}: ${why}\n`);
  writeResults(results);
  writePage(results);
}
