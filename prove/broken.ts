import { findIn } from "./broken/broken-build.ts";
import { plantedFaults } from "./broken/faults.ts";

/**
 * Plants one fault after the other in a copy of the project, and fails if a quick run of the proofs does not see it.
 *
 * `npm run prove:broken`; arguments are passed on to the run: `--row model` to ask one row only.
 */
let missed = 0;
for (const fault of plantedFaults) {
  const startedAt = performance.now();
  const violation = await findIn(fault, process.argv.slice(2));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  if (violation === undefined) missed++;
  process.stdout.write(`${violation ? "caught" : "MISSED"} in ${seconds} s: ${fault.name}\n`);
  if (violation) process.stdout.write(`  ${violation}\n`);
}
process.stdout.write(`${plantedFaults.length - missed} caught, ${missed} missed\n`);
process.exitCode = missed > 0 ? 1 : 0;
