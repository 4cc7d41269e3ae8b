import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { pinLoad } from "./cores.ts";
import { drawGrowth } from "./report/growth-svg.ts";
import { appendHistory, readHistory, regressions } from "./report/history.ts";
import { judge } from "./report/limits.ts";
import { putBetweenMarks } from "./report/marks.ts";
import { page } from "./report/page.ts";
import { circumstances, loadNow, type Results } from "./report/results.ts";
import { drawSpeed } from "./report/speed-svg.ts";
import { scaleTables } from "./scale/tables.ts";
import { measureCalls } from "./sections/calls.ts";
import { measureCores } from "./sections/cores.ts";
import { measureGrowth } from "./sections/growth.ts";
import { measureLatency } from "./sections/latency.ts";
import { measureMemory } from "./sections/memory.ts";
import { measureStart } from "./sections/start.ts";

const usage = `usage: npm run bench -- [calls] [growth] [latency] [memory] [start] [cores] [--quick] [--only TEXT] [--rounds N] [--calls N]

  Without a section, all of them. --quick: less of everything, in a minute or two, and nothing is written down.
  --only: of the calls and of what grows, those with the text in their name; nothing is written down either.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" },
    calls: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const sections = ["calls", "growth", "latency", "memory", "start", "cores"] as const;
type Section = (typeof sections)[number];
if (values.help || positionals.some((word) => !(sections as readonly string[]).includes(word))) {
  process.stderr.write(usage);
  process.exit(values.help ? 0 : 2);
}

const { quick, only } = values;
const told = (line: string) => console.log(line);
const wanted = (section: Section) => positionals.length === 0 || positionals.includes(section);
const rounds = Number(values.rounds ?? (quick ? 2 : 7));
const calls = Number(values.calls ?? (quick ? 1_000 : 4_000));

pinLoad();
const latest = "bench/results/latest.json";
const loadBefore = loadNow();
told(`load ${loadBefore}; ${quick ? "quick, " : ""}${rounds} rounds`);
const measured: Omit<Results, "date" | "commit" | "machine" | "load"> = {
  ...(wanted("calls") && { calls: await measureCalls({ rounds, calls, only, told }) }),
  ...(wanted("growth") && {
    growth: await measureGrowth({ rounds, signIns: calls / 4, thorough: !quick, only, told }),
  }),
  ...(wanted("latency") && {
    latency: await measureLatency(
      { seconds: quick ? 1 : 5, percents: quick ? [10, 50, 90] : [10, 20, 30, 40, 50, 60, 70, 80, 90] },
      told,
    ),
  }),
  ...(wanted("memory") && { memory: await measureMemory(quick ? 1_000 : 10_000, told) }),
  ...(wanted("cores") && { cores: await measureCores(quick ? 1_000 : 4_000, told) }),
  ...(wanted("start") && { start: await measureStart(quick ? 1 : 5, told) }),
};
const now = { ...circumstances(), load: [loadBefore, loadNow()] as const };
const judged = judge({ ...now, ...measured });
told("");
for (const { what, most, measured: ratio } of judged)
  if (ratio !== undefined)
    told(
      `${ratio.median <= most ? "met   " : "MISSED"} ${what}: ${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}), at most ${most}`,
    );
const history = "bench/history.jsonl";
for (const worse of regressions(readHistory(history), judged)) told(`WORSE  ${worse}`);

if (!quick && only === undefined) {
  const before: Partial<Results> = existsSync(latest) ? JSON.parse(readFileSync(latest, "utf8")) : {};
  const results: Results = { ...before, ...now, ...measured };
  mkdirSync("bench/results", { recursive: true });
  writeFileSync(latest, `${JSON.stringify(results, undefined, 1)}\n`);
  appendHistory(history, results, judged);
  mkdirSync("docs/images", { recursive: true });
  if (results.calls) writeFileSync("docs/images/speed.svg", drawSpeed(results.calls));
  if (results.growth) writeFileSync("docs/images/growth.svg", drawGrowth(results.growth));
  const doc = "docs/scale.md";
  let text = putBetweenMarks(readFileSync(doc, "utf8"), "measured", page(results));
  text = putBetweenMarks(text, "simulated", scaleTables());
  writeFileSync(doc, text);
  told(`written: ${latest}, ${history}, ${doc} and its pictures`);
}
