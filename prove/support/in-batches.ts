import type { RunOptions } from "../row.ts";

/** Runs the trials of a row, `atOnce` at the same time, and says now and then how far it is. */
export async function inBatches(
  { first, trials, progress }: Pick<RunOptions, "first" | "trials" | "progress">,
  atOnce: number,
  run: (trial: number) => Promise<void>,
): Promise<void> {
  const tenth = Math.max(1, Math.floor(trials / 10));
  const waiting = Array.from({ length: trials }, (_, i) => i).values();
  async function worker(): Promise<void> {
    for (const i of waiting) {
      await run(first + i);
      if ((i + 1) % tenth === 0) progress(`${i + 1} of ${trials}`);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, trials) }, worker));
}
