import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import type { CallCost } from "../sections/calls.ts";
import type { SharedPort } from "../sections/cores.ts";
import type { Curve } from "../sections/growth.ts";
import type { Latency } from "../sections/latency.ts";
import type { ConnectionMemory } from "../sections/memory.ts";
import type { StartTime } from "../sections/start.ts";

/** What one run measured; sections that were not asked for keep what they measured last. */
export interface Results {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  /** How busy the machine was at the beginning and at the end, with others' work too: the load of one minute. */
  readonly load: readonly [number, number];
  readonly calls?: readonly CallCost[];
  readonly growth?: readonly Curve[];
  readonly latency?: Latency;
  readonly memory?: readonly ConnectionMemory[];
  readonly cores?: readonly SharedPort[];
  readonly start?: readonly StartTime[];
}

/** Where and when a run takes place. */
export function circumstances(): Pick<Results, "date" | "commit" | "machine"> {
  const [{ model } = { model: "unknown" }] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"]).toString().trim(),
    machine: `${cpus().length} × ${model.trim()}, Node.js ${process.version}`,
  };
}

export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}
