import type { RandomInt } from "./ports.ts";

/** How long deliveries take, so that one that is only pretended takes as long. */
export interface Pace {
  /** Does a real one, and remembers how long it took. */
  keep<T>(deliver: () => Promise<T>): Promise<T>;
  /** Waits until as much time has gone since `startedAtMs` as one of the last real ones took. */
  pretend(startedAtMs: number): Promise<void>;
  /** The time that `pretend` counts from. */
  now(): number;
}

export interface PaceDeps {
  readonly randomInt: RandomInt;
  /** Milliseconds of a clock that is never set. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * Makes the answer to a send that is kept back come as late as others do: otherwise its speed would tell anyone who may
 * send codes which addresses bounce.
 */
export function createPace({ randomInt, now, sleep }: PaceDeps): Pace {
  const lastMs: number[] = [];
  let next = 0;
  return {
    now,
    async keep(deliver) {
      const startedAtMs = now();
      const delivered = await deliver();
      lastMs[next] = now() - startedAtMs;
      next = (next + 1) % remembered;
      return delivered;
    },
    async pretend(startedAtMs) {
      const tookMs = lastMs.length === 0 ? usualMs : (lastMs[randomInt(lastMs.length)] ?? usualMs);
      const leftMs = startedAtMs + tookMs - now();
      if (leftMs > 0) await sleep(leftMs);
    },
  };
}

const remembered = 64;

/** Until one was seen. */
const usualMs = 100;
