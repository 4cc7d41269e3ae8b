import type { Coverage } from "./coverage.ts";
import { type FuzzTarget, judged } from "./target.ts";

/**
 * Of inputs that together ran new blocks, those that did: they are given to the parsers again, some at a time, and one
 * by one where that runs a new block.
 */
export async function thoseThatReached(
  target: FuzzTarget,
  inputs: readonly string[],
  coverage: Coverage,
  seen: Set<string>,
): Promise<readonly string[]> {
  const fresh = (await coverage.take()).difference(seen);

  async function reach(some: readonly string[]): Promise<boolean> {
    for (const input of some) await judged(target, input);
    return !(await coverage.take()).isDisjointFrom(fresh);
  }

  const reached: string[] = [];
  for (let at = 0; at < inputs.length && fresh.size > 0; at += group) {
    const some = inputs.slice(at, at + group);
    if (!(await reach(some))) continue;
    for (const input of some) {
      await judged(target, input);
      const blocks = (await coverage.take()).intersection(fresh);
      if (blocks.size > 0) reached.push(input);
      for (const block of blocks) {
        fresh.delete(block);
        seen.add(block);
      }
    }
  }
  // Blocks that only several inputs together make are no longer new either.
  for (const block of fresh) seen.add(block);
  return reached;
}

const group = 25;
