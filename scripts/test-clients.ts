import { groups, readCases } from "../test/conformance/cases.ts";
import { showings } from "../test/conformance/forgeries.ts";
import { findLanguages } from "../test/conformance/languages.ts";
import { runPairs } from "../test/conformance/pairs.ts";
import { failuresOf, type Outcome, totalsOf } from "../test/conformance/report.ts";
import { runLanguage } from "../test/conformance/run-language.ts";
import { byGroup, type Column, tableOf } from "../test/conformance/table.ts";
import { twoAtATime } from "../test/conformance/two-at-a-time.ts";
import { runOwnTests } from "../test/packages/own-tests.ts";
import { runPackages } from "../test/packages/run-packages.ts";

/**
 * Holds every SDK to the same: its own tests, the program of its README with the package as it is installed, the cases,
 * and each pair of SDKs. Prints one table. What has no toolchain on this machine is named, and with `CI` set it fails.
 */
const startedAt = performance.now();
const cases = readCases();
const groupOf = new Map<string, string>([
  ...cases.map(({ name, group }) => [name, group] as const),
  ...showings.map(({ name }) => [name, "forged"] as const),
]);
const languages = findLanguages();

const own = await timed("the clients' own tests", runOwnTests);
const packages = await timed("the packages, with the programs of the READMEs", () => runPackages());
const played = await timed("the cases", () =>
  twoAtATime(languages, async (language) => [await runLanguage(language, cases, showings)]),
);
const missing = new Set(
  played.filter(({ skipped }) => skipped !== undefined).map(({ language }) => language),
);
const pairs = await timed("the pairs", () => runPairs(languages.filter(({ name }) => !missing.has(name))));

const columns: readonly Column[] = [
  { title: "own tests", outcomes: own },
  { title: "package", outcomes: packages },
  ...byGroup(played, (name) => groupOf.get(name) ?? groups[0], groups),
  { title: "pairs", outcomes: pairs },
];
const all = [...own, ...packages, ...played, ...pairs];
console.log(`\n${tableOf(columns)}\n`);
const failures = failuresOf(all);
if (failures.length > 0) console.log(`${failures.join("\n")}\n`);
const skips = all.filter(({ skipped }) => skipped !== undefined);
for (const { language, skipped } of skips)
  console.log(`skipped: ${language}: ${skipped?.split("\n").at(-1)}`);
const { passed, failed } = totalsOf(all);
console.log(`${passed} passed, ${failed} failed, ${secondsSince(startedAt)} s`);
process.exitCode = failed > 0 || (skips.length > 0 && process.env.CI) ? 1 : 0;

async function timed(what: string, run: () => Promise<readonly Outcome[]>): Promise<readonly Outcome[]> {
  const beganAt = performance.now();
  const outcomes = await run();
  console.log(`${what}: ${secondsSince(beganAt)} s`);
  return outcomes;
}

function secondsSince(beganAt: number): string {
  return ((performance.now() - beganAt) / 1000).toFixed(0);
}
