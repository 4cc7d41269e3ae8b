import { availableParallelism } from "node:os";
import { findIn } from "./broken/broken-build.ts";
import { plantedFaults } from "./broken/faults.ts";

/**
 * Plants one fault after the other in a copy of the project, as many at once as there are processors, and fails if a
 * quick run of the proofs does not see it.
 *
 * `npm run prove:broken`; arguments are passed on to the run: `--row model` to ask one row only.
 */
let missed = 0;
const waiting = plantedFaults.values();
async function worker(): Promise<void> {
  for (const fault of waiting) {
    const startedAt = performance.now();
    const violation = await findIn(fault, process.argv.slice(2));
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    if (violation === undefined) missed++;
    process.stdout.write(`${violation ? "caught" : "MISSED"} in ${seconds} s: ${fault.name}\n`);
    if (violation) process.stdout.write(`  ${violation}\n`);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
process.stdout.write(`${plantedFaults.length - missed} caught, ${missed} missed\n`);
process.exitCode = missed > 0 ? 1 : 0;
