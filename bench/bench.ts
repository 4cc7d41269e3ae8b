import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { pinLoad } from "./cores.ts";
import { drawGrowth } from "./report/growth-svg.ts";
import { appendHistory, changes, inWords, lastChanges, readHistory } from "./report/history.ts";
import { drawLatency } from "./report/latency-svg.ts";
import { judge } from "./report/limits.ts";
import { putBetweenMarks } from "./report/marks.ts";
import { page } from "./report/page.ts";
import { circumstances, loadNow, type Measurements, type Results } from "./report/results.ts";
import { drawSpeed } from "./report/speed-svg.ts";
import { speedInWords } from "./report/speed-words.ts";
import { scaleTables } from "./scale/tables.ts";
import { openScratchFolder } from "./scratch.ts";
import { measureCalls } from "./sections/calls.ts";
import { measureCores } from "./sections/cores.ts";
import { measureGrowth } from "./sections/growth.ts";
import { measureLatency } from "./sections/latency.ts";
import { measureMemory } from "./sections/memory.ts";
import { measureOverload } from "./sections/overload.ts";
import { measureStart } from "./sections/start.ts";

const usage = `usage: npm run bench -- [calls] [growth] [latency] [overload] [memory] [start] [cores] [--quick] [--only TEXT] [--rounds N] [--calls N]
       npm run bench -- history

  Without a section, all of them. --quick: less of everything, in a minute or two, and nothing is written down.
  --only: of the calls and of what grows, those with the text in their name; nothing is written down either.
  history: measures nothing, and says what has become of each ratio since earlier runs; ends with 1 if one is worse.
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
const sections = ["calls", "growth", "latency", "overload", "memory", "start", "cores"] as const;
type Section = (typeof sections)[number];
const asksHistory = positionals.length === 1 && positionals[0] === "history";
if (
  values.help ||
  (!asksHistory && positionals.some((word) => !(sections as readonly string[]).includes(word)))
) {
  process.stderr.write(usage);
  process.exit(values.help ? 0 : 2);
}

const history = "bench/history.jsonl";
const past = readHistory(history);
if (asksHistory) {
  const last = lastChanges(past);
  for (const change of last)
    console.log(`${change.what}: ${change.now.median.toFixed(2)}, ${inWords(change)}`);
  process.exit(last.some(({ verdict }) => verdict === "worse") ? 1 : 0);
}

const { quick, only } = values;
const told = (line: string) => console.log(line);
const wanted = (section: Section) => positionals.length === 0 || positionals.includes(section);
const rounds = Number(values.rounds ?? (quick ? 2 : 7));
const calls = Number(values.calls ?? (quick ? 1_000 : 4_000));

pinLoad();
openScratchFolder();
const latest = "bench/results/latest.json";
const loadBefore = loadNow();
told(`load ${loadBefore}; ${quick ? "quick, " : ""}${rounds} rounds`);
const measured: Measurements = {
  ...(wanted("calls") && { calls: await measureCalls({ rounds, calls, only, told }) }),
  ...(wanted("growth") && {
    growth: await measureGrowth({ rounds, signIns: calls / 4, thorough: !quick, only, told }),
  }),
  ...(wanted("latency") && {
    latency: await measureLatency({
      rounds: quick ? 1 : 3,
      seconds: quick ? 1 : 3,
      percents: quick ? [10, 50, 90] : [10, 25, 50, 60, 70, 80, 90, 95, 100],
      told,
    }),
  }),
  ...(wanted("overload") && {
    overload: await measureOverload({
      seconds: quick ? 1 : 5,
      percents: quick ? [200] : [110, 150, 200, 300],
      told,
    }),
  }),
  ...(wanted("memory") && { memory: await measureMemory(quick ? 1_000 : 10_000, told) }),
  ...(wanted("cores") && { cores: await measureCores(quick ? 1_000 : 4_000, told) }),
  ...(wanted("start") && { start: await measureStart(quick ? 1 : 5, told) }),
};
const now = { ...circumstances(), load: [loadBefore, loadNow()] as const };
const judged = judge(measured);
told("");
const since = new Map(changes(past, judged).map((change) => [change.what, change]));
for (const { what, most, measured: ratio } of judged) {
  if (ratio === undefined) continue;
  const range = `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`;
  const change = since.get(what);
  const words = change === undefined ? "" : `; ${inWords(change)}`;
  told(`${ratio.median <= most ? "met   " : "MISSED"} ${what}: ${range}, at most ${most}${words}`);
}

if (!quick && only === undefined) {
  const before: Partial<Results> = existsSync(latest) ? JSON.parse(readFileSync(latest, "utf8")) : {};
  const runs = {
    ...before.runs,
    ...Object.fromEntries(Object.keys(measured).map((section) => [section, now])),
  };
  const results: Results = { ...before, ...now, runs, ...measured };
  mkdirSync("bench/results", { recursive: true });
  writeFileSync(latest, `${JSON.stringify(results, undefined, 1)}\n`);
  appendHistory(history, results, judged);
  mkdirSync("docs/images", { recursive: true });
  if (results.calls) writeFileSync("docs/images/speed.svg", drawSpeed(results.calls));
  if (results.latency) writeFileSync("docs/images/latency.svg", drawLatency(results.latency));
  if (results.growth) writeFileSync("docs/images/growth.svg", drawGrowth(results.growth));
  const doc = "docs/scale.md";
  let text = putBetweenMarks(readFileSync(doc, "utf8"), "measured", page(results));
  text = putBetweenMarks(text, "simulated", scaleTables());
  writeFileSync(doc, text);
  if (results.calls)
    writeFileSync(
      "README.md",
      putBetweenMarks(readFileSync("README.md", "utf8"), "speed", speedInWords(results)),
    );
  told(`written: ${latest}, ${history}, README.md, ${doc} and their pictures`);
}
