import { mostViolations, type Outcome } from "./row.ts";
import { rows } from "./rows.ts";

/**
 * Runs one row, or a part of it, in a process of its own, so that rows cannot disturb each other, and one that leaks or
 * crashes is seen: whatever rejects or throws unnoticed is a violation.
 *
 * Arguments: the row's name, the first trial, how many, the seed, and "quick" or "full". Speaks to its parent by
 * messages.
 */
const [name, first, trials, seed, size] = process.argv.slice(2);
const row = rows.find((row) => row.name === name);
if (row === undefined) throw new Error(`there is no row ${name}`);

const unnoticed: string[] = [];
process.on("unhandledRejection", (reason) => unnoticed.push(`an unhandled rejection: ${reason}`));
process.on("uncaughtException", (error) => unnoticed.push(`an uncaught exception: ${error}`));

const startedAt = performance.now();
const outcome: Outcome = await row
  .run({
    first: Number(first),
    trials: Number(trials),
    seed: Number(seed),
    quick: size === "quick",
    progress: (line) => process.send?.({ progress: line }),
  })
  .catch((error: unknown) => ({
    trials: 0,
    violations: [`the row itself failed: ${error instanceof Error ? error.stack : error}`],
  }));
const violations = [...outcome.violations, ...unnoticed];
const result = {
  ...outcome,
  violations: violations.slice(0, mostViolations),
  violationCount: violations.length,
  seconds: Math.round((performance.now() - startedAt) / 100) / 10,
};
process.send?.({ result }, () => process.exit(0));
