import { reportOf, totalsOf } from "../conformance/report.ts";
import { runPackages } from "./run-packages.ts";

/** usage: run.ts [LANGUAGE,…] */
const outcomes = await runPackages(process.argv[2]?.split(","));
console.log(reportOf(outcomes));
const isSkipped = outcomes.some(({ skipped }) => skipped !== undefined);
process.exitCode = totalsOf(outcomes).failed > 0 || (isSkipped && process.env.CI) ? 1 : 0;
