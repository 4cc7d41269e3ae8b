import { setTimeout as sleep } from "node:timers/promises";
import type { Delivery, RandomInt } from "../core/ports.ts";

/** What became of one try; whatever is `repeatable` may be tried again without a second mail. */
export interface Outcome {
  readonly delivery: Delivery;
  readonly repeatable: boolean;
}

export interface Tries {
  /** All of them, the first among it. One where another mailer is the second try. */
  readonly most: number;
  /** The pause before the second try is shorter than this, and the one before the third than twice as long. */
  readonly backoffMs: number;
  readonly randomInt: RandomInt;
}

/** Tries until a try is final, or was the last. */
export async function tryAgain(
  attempt: () => Promise<Outcome>,
  { most, backoffMs, randomInt }: Tries,
): Promise<Delivery> {
  for (let tries = 1; ; tries++) {
    const { delivery, repeatable } = await attempt();
    if (!repeatable || tries >= most) return delivery;
    await sleep(randomInt(backoffMs * 2 ** (tries - 1)));
  }
}

/** Three tries fit into the deadline of a call. */
export const usualTries = { most: 3, backoffMs: 500 };
