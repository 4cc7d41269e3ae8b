import { Failure } from "../core/failure.ts";
import type { Capacity } from "../core/limits.ts";
import { createTally } from "./tally.ts";

/** What tells how busy the process is. */
export interface EventLoop {
  /** Milliseconds from any instant. */
  now(): number;
  /** Calls back when everything that is ready now has been dealt with. */
  comesRound(callback: () => void): void;
}

/**
 * Counts calls in this process, `most` of them at once: that bounds what waits for a slow store or mailer.
 *
 * When it is the processor that there is too little of, calls wait for the event loop to come round. If that takes long,
 * as many are fewer, until it does not: those that wait longer than the database's answers may take would all fail, after
 * all the work that they were. Once a round is full, those that ended in it count as well: it was they that filled it.
 * Whatever happens, some are let in.
 *
 * A tenant may have as many as are still free. So one alone comes to half of them, two that want more come to a third
 * each, and there is room for whoever has few ("dynamic threshold", Choudhury and Hahne, 1998).
 */
export function createCapacity(most: number, loop: EventLoop = nodeLoop): Capacity {
  const running = createTally();
  const ended = createTally();
  const least = Math.min(most, leastAtOnce);
  const few = Math.min(fewAtOnce, Math.floor(most / fewAtOnce));
  let limit = most;
  let roundBeganAt: number | undefined;
  let refused = 0;

  function begin(tenant: string): void {
    running.add(tenant, 1);
    awaitRound();
  }

  function end(tenant: string): void {
    running.add(tenant, -1);
    ended.add(tenant, 1);
    awaitRound();
  }

  function awaitRound(): void {
    if (roundBeganAt !== undefined) return;
    roundBeganAt = loop.now();
    loop.comesRound(cameRound);
  }

  function cameRound(): void {
    const tookMs = roundMs();
    roundBeganAt = undefined;
    ended.clear();
    limit =
      tookMs > longRoundMs
        ? Math.max(least, limit * Math.max(fastestFall, longRoundMs / tookMs))
        : Math.min(most, limit * rise);
  }

  function roundMs(): number {
    return roundBeganAt === undefined ? 0 : loop.now() - roundBeganAt;
  }

  function isFull(tenant: string): boolean {
    const counted = roundMs() > fullRoundMs ? [running, ended] : [running];
    let [own, all] = [0, 0];
    for (const tally of counted) {
      own += tally.of(tenant);
      all += tally.total();
    }
    return running.total() >= most || own >= Math.max(limit - all, few);
  }

  return {
    refusal: (tenant) => (isFull(tenant) ? refusals[refused++ % refusals.length] : undefined),
    occupy(tenant, work) {
      begin(tenant);
      const ends = () => end(tenant);
      try {
        const promise = work();
        promise.then(ends, ends);
        return promise;
      } catch (error) {
        ends();
        throw error;
      }
    },
    running: running.total,
  };
}

const nodeLoop: EventLoop = {
  now: () => performance.now(),
  comesRound: (callback) => void setImmediate(callback),
};

/** An answer of the database, which has half a second, is heard in the round after the next at the latest. */
const longRoundMs = 100;
/** As long as a person does not mind to wait, and half of what the database has. */
const fullRoundMs = 250;
/** So few do not fill an event loop: if it is slow, something else makes it so, and to refuse them would not help. */
const leastAtOnce = 128;
/** Whoever has fewer is let in also while those who have many are too many. */
const fewAtOnce = 16;
/** Of the limit, what is left after a very long round. One alone may be the garbage collector's. */
const fastestFall = 0.5;
const rise = 1.02;

/** Those who are refused together are not to come back together. Few of them, as each is written for the wire once. */
const refusals: readonly Failure[] = Array.from(
  { length: 8 },
  (_, i) =>
    new Failure("OVERLOADED", "the service has more calls than it can serve", {
      retryAfterMs: 1_000 + 250 * i,
    }),
);
