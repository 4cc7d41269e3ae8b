import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import type { CallCost } from "../sections/calls.ts";
import type { SharedPort } from "../sections/cores.ts";
import type { Curve } from "../sections/growth.ts";
import type { Latency } from "../sections/latency.ts";
import type { ConnectionMemory } from "../sections/memory.ts";
import type { Overload } from "../sections/overload.ts";
import type { StartTime } from "../sections/start.ts";

/** Where and when something was measured. */
export interface Circumstances {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  /** How busy the machine was at the beginning and at the end, with others' work too: the load of one minute. */
  readonly load: readonly [number, number];
}

/** What runs have measured: the last one, and those before it for the sections that it was not asked for. */
export interface Results extends Circumstances, Measurements {
  /** Those of each section. */
  readonly runs: Readonly<Partial<Record<keyof Measurements, Circumstances>>>;
}

/** What each section measured, if it was. */
export interface Measurements {
  readonly calls?: readonly CallCost[];
  readonly growth?: readonly Curve[];
  readonly latency?: Latency;
  readonly overload?: Overload;
  readonly memory?: readonly ConnectionMemory[];
  readonly cores?: readonly SharedPort[];
  readonly start?: readonly StartTime[];
}

/** Those of this run. */
export function circumstances(): Omit<Circumstances, "load"> {
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
