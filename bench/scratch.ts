import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where temporary files of this process and of those that it measures go; all is deleted when this process ends. */
export function openScratchFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), "nopass-bench-"));
  process.env.TMPDIR = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
}

/** The environment of a process that is measured: nothing of this one's but what it cannot do without. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, TMPDIR } = process.env;
  return { PATH, TMPDIR };
}
