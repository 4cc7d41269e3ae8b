import { parseArgs } from "node:util";
import { readCases } from "./cases.ts";
import { showings } from "./forgeries.ts";
import { findLanguages } from "./languages.ts";
import { runPairs } from "./pairs.ts";
import { reportOf, totalsOf } from "./report.ts";
import { runLanguage } from "./run-language.ts";
import { twoAtATime } from "./two-at-a-time.ts";

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
const outcomes = values.pairs
  ? await runPairs(languages)
  : await twoAtATime(languages, async (language) => [await runLanguage(language, cases, shown)]);
console.log(reportOf(outcomes));
const { passed, failed } = totalsOf(outcomes);
console.log(`\n${passed} passed, ${failed} failed`);
const isSkipped = outcomes.some(({ skipped }) => skipped !== undefined);
process.exitCode = failed > 0 || (isSkipped && process.env.CI) ? 1 : 0;
