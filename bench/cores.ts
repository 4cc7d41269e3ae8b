import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** Processors: what is measured is alone on the second one; the rest share what remains. */
export const cores =
  availableParallelism() >= 4
    ? { measured: "1", second: "0", canned: "2", load: "3" }
    : { measured: "1", second: "0", canned: "0", load: "0" };

/** Puts this process, with all its threads, on the processor of the load. */
export function pinLoad(): void {
  const { status } = spawnSync("taskset", ["-apc", cores.load, String(process.pid)], { stdio: "ignore" });
  if (status !== 0) throw new Error("the benchmark needs `taskset` (util-linux): it runs on Linux only");
}

/** The unit of CPU times in /proc: `getconf CLK_TCK`, the same on every Linux of today. */
export const ticksPerSecond = 100;
