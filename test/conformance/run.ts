import { parseArgs } from "node:util";
import { readCases } from "./cases.ts";
import { showings } from "./forgeries.ts";
import { findLanguages } from "./languages.ts";
import { runPairs } from "./pairs.ts";
import { type Outcome, reportOf, totalsOf } from "./report.ts";
import { runLanguage } from "./run-language.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    case: { type: "string", default: "" },
    pairs: { type: "boolean", default: false },
  },
});

const wanted = values.only?.split(",");
const languages = findLanguages().filter(({ name }) => wanted?.includes(name) ?? true);
const unknown = wanted?.filter((name) => !languages.some((language) => language.name === name)) ?? [];
if (languages.length === 0 || unknown.length > 0) {
  console.error(`there is no conformance/run for ${unknown.join(", ") || "any language"}`);
  process.exit(2);
}

const isWanted = ({ name }: { readonly name: string }) => new RegExp(values.case, "iu").test(name);
const cases = readCases().filter(isWanted);
const shown = showings.filter(isWanted);
const outcomes = values.pairs ? await runPairs(languages) : await runAll();
console.log(reportOf(outcomes));
const { passed, failed } = totalsOf(outcomes);
console.log(`\n${passed} passed, ${failed} failed`);
const isSkipped = outcomes.some(({ skipped }) => skipped !== undefined);
process.exitCode = failed > 0 || (isSkipped && process.env.CI) ? 1 : 0;

/** Two languages at a time: more would make the machine too slow for the cases that are about time. */
async function runAll(): Promise<readonly Outcome[]> {
  const rest = [...languages];
  const outcomes: Outcome[] = [];
  async function work(): Promise<void> {
    for (let next = rest.shift(); next !== undefined; next = rest.shift())
      outcomes.push(await runLanguage(next, cases, shown));
  }
  await Promise.all([work(), work()]);
  return outcomes.toSorted((a, b) => a.language.localeCompare(b.language));
}
