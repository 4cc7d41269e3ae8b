import { globSync, readFileSync } from "node:fs";
import { type Equivalent, equivalents } from "../mutation/equivalent.ts";
import { type Mutant, runStryker } from "../mutation/stryker.ts";
import type { Row } from "../row.ts";
import { createRandom, seedOf } from "../support/random.ts";

/** What consumes an attempt, and what decides on expiry and on the number of attempts. */
const critical = ["challenge", "give-back", "next-send", "refuse-send", "verify-code"].map(
  (name) => `src/core/${name}.ts`,
);
const leastPercent = 97;

/** Whether the tests would notice: the core is changed in one place at a time, and a test has to fail. */
export const mutation: Row = {
  name: "mutation",
  invariant: "the tests notice a change of the core: all in what consumes and expires, 97 of 100 in all",
  method:
    "Stryker over src/core; quick: some lines of the critical files, drawn by the seed; mutants that cannot be told apart are listed with the reason",
  unit: "mutant",
  trials: { quick: 6, full: 0 },
  async run({ trials, seed, quick, progress }) {
    const mutants = quick
      ? await runStryker(someLines(seed, trials), 2, progress)
      : await runStryker(globSync("src/core/*.ts"), 4, progress);
    const unnoticed = mutants.filter(
      (mutant) => !mutant.killed && !equivalents.some((each) => isSame(each, mutant)),
    );
    for (const each of unnoticed) progress(sentence(each));
    const percent = percentKilled(mutants);
    const tooFew = !quick && percent < leastPercent ? [`the tests kill only ${percent} of 100 mutants`] : [];
    const alive = unnoticed.filter(isCritical).map(sentence);
    return {
      trials: mutants.length,
      violations: [...alive, ...tooFew, ...stale(mutants, quick)],
      facts: {
        killed: killed(mutants),
        "percent killed": percent,
        "by not ending": mutants.filter(({ timedOut }) => timedOut).length,
        "cannot be told apart": mutants.length - killed(mutants) - unnoticed.length,
        "not noticed": unnoticed.length,
        "in the critical files": `${killed(mutants.filter(isCritical))} of ${mutants.filter(isCritical).length} killed`,
      },
    };
  },
};

function isCritical({ file }: Mutant): boolean {
  return critical.includes(file);
}

function killed(mutants: readonly Mutant[]): number {
  return mutants.filter((mutant) => mutant.killed).length;
}

/** To a tenth, and never rounded up. */
function percentKilled(mutants: readonly Mutant[]): number {
  return Math.floor((killed(mutants) / mutants.length) * 1000) / 10;
}

/** Windows of six lines among the critical files, each line as likely as any other. */
function someLines(seed: number, count: number): readonly string[] {
  const all = critical.flatMap((file) => {
    const lines = readFileSync(file, "utf8").split("\n");
    const start = lines.findIndex((line) => /^export (const replayMs|function)/.test(line));
    return lines.slice(start).map((_, i) => ({ file, line: start + 1 + i }));
  });
  const random = createRandom(seedOf(seed, 0));
  return Array.from({ length: count }, () => all[random.below(all.length)])
    .filter((place) => place !== undefined)
    .map(({ file, line }) => `${file}:${line}-${line + 5}`);
}

function isSame(excuse: Equivalent, mutant: Mutant): boolean {
  return (["file", "text", "original", "replacement"] as const).every(
    (part) => excuse[part] === mutant[part],
  );
}

/** An excuse for a mutant that a test kills, or that there is no more, hides the next one like it. */
function stale(mutants: readonly Mutant[], quick: boolean): readonly string[] {
  return equivalents
    .filter((each) => {
      const found = mutants.filter((mutant) => isSame(each, mutant));
      return found.some(({ killed }) => killed) || (!quick && found.length === 0);
    })
    .map(({ file, original, replacement }) => `${file}: ${original} => ${replacement} needs no excuse`);
}

function sentence({ file, line, original, replacement }: Mutant): string {
  return `no test notices ${JSON.stringify(original)} => ${JSON.stringify(replacement)} in ${file}:${line}`;
}
