import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Delivery, RandomInt } from "../core/ports.ts";

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
  readonly clock: Clock;
}

/**
 * Tries until a try is final, or was the last, or another would not end within the deadline of a call: whoever waits is
 * better told what is known than that the time is up.
 */
export async function tryAgain(
  attempt: () => Promise<Outcome>,
  { most, backoffMs, randomInt, clock }: Tries,
): Promise<Delivery> {
  const startedAtMs = clock().getTime();
  for (let tries = 1; ; tries++) {
    const { delivery, repeatable } = await attempt();
    if (!repeatable || tries >= most || clock().getTime() - startedAtMs >= lastStartMs) return delivery;
    await sleep(randomInt(backoffMs * 2 ** (tries - 1)));
  }
}

/** A try takes up to 6 s, a call up to 10 s. */
const lastStartMs = 3_500;

/** Three tries fit into the deadline of a call. */
export const usualTries = { most: 3, backoffMs: 500 };
