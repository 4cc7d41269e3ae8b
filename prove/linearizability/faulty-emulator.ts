import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as turn } from "node:timers/promises";
import type { Emulator, WireAnswer, WireCall } from "../../test/support/emulator.ts";
import type { Random } from "../support/random.ts";

/** Counts the requests of a call that had or may yet have an effect which it was not told of. */
export const unanswered = new AsyncLocalStorage<{ count: number }>();

/** Requests that were sent and not answered: each may reach the table later, or never. */
export interface FaultyEmulator extends Emulator {
  /** Ends what is late. */
  settled(): Promise<void>;
}

/**
 * A network that reorders: each request and each answer takes some turns of the event loop, is lost now and then, or
 * arrives when nobody waits for it any more.
 */
export function createFaultyEmulator(
  emulator: Emulator,
  random: Random,
  faultPercent: number,
): FaultyEmulator {
  const late = new Set<Promise<unknown>>();

  async function wait(most: number): Promise<void> {
    for (let turns = random.below(most + 1); turns > 0; turns--) await turn();
  }

  async function arriveLate(call: WireCall): Promise<void> {
    await wait(40);
    await emulator.answer(call);
  }

  return {
    async answer(call): Promise<WireAnswer> {
      await wait(6);
      if (random.chance(faultPercent)) {
        switch (random.below(3)) {
          case 0:
            throw new Error("the request was lost");
          case 1:
            countOne();
            await emulator.answer(call);
            throw new Error("the answer was lost");
          default: {
            countOne();
            const arriving = arriveLate(call);
            late.add(arriving);
            throw new Error("the request is late");
          }
        }
      }
      const answer = await emulator.answer(call);
      await wait(6);
      return answer;
    },
    async settled() {
      await Promise.all(late);
      late.clear();
    },
  };
}

function countOne(): void {
  const counted = unanswered.getStore();
  if (counted) counted.count++;
}
