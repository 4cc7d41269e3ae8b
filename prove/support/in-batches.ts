/** Runs `count` trials, `atOnce` at the same time, and says now and then how far it is. */
export async function inBatches(
  count: number,
  atOnce: number,
  progress: (line: string) => void,
  run: (trial: number) => Promise<void>,
): Promise<void> {
  const tenth = Math.max(1, Math.floor(count / 10));
  const waiting = Array.from({ length: count }, (_, trial) => trial).values();
  async function worker(): Promise<void> {
    for (const trial of waiting) {
      await run(trial);
      if ((trial + 1) % tenth === 0) progress(`${trial + 1} of ${count}`);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}
