import { Failure } from "../core/failure.ts";
import type { Capacity } from "../core/limits.ts";
import { createTally } from "./tally.ts";
import { createWaitingRoom, type Later } from "./waiting-room.ts";

/** What tells how busy the process is. */
export interface EventLoop {
  /** Milliseconds from any instant. */
  now(): number;
  /** Calls back when everything that is ready now has been dealt with. */
  comesRound(callback: () => void): void;
  later: Later;
}

/**
 * Takes `most` calls in hand at once, and works on half of them; the others wait for their turn, for a second at the most.
 *
 * So a burst is served, and what waits for a slow store or mailer is bounded. When it is the processor that there is too
 * little of, calls wait for the event loop to come round. If that takes long, fewer are worked on, until it does not: those
 * that wait longer than the database's answers may take would all fail, after all the work that they were. Once a round is
 * full, those that ended in it count as well: it was they that filled it. Whatever happens, some are let in.
 *
 * A tenant may have as many as are still free. So one alone comes to half of them, two that want more come to a third
 * each, and there is room for whoever has few ("dynamic threshold", Choudhury and Hahne, 1998).
 */
export function createCapacity(most: number, loop: EventLoop = nodeLoop): Capacity {
  const inHand = createTally();
  const running = createTally();
  const ended = createTally();
  const waiting = createWaitingRoom(longestWaitMs, loop.later);
  const mostAtOnce = Math.ceil(most / 2);
  const least = Math.min(mostAtOnce, leastAtOnce);
  let atOnce = mostAtOnce;
  let roundBeganAt: number | undefined;
  let refused = 0;

  function isFull(tenant: string): boolean {
    const roundIsFull = roundMs() > fullRoundMs;
    const own = inHand.of(tenant) + (roundIsFull ? ended.of(tenant) : 0);
    const all = inHand.total() + (roundIsFull ? ended.total() : 0);
    return inHand.total() >= most || own >= share(most, all);
  }

  function mayBegin(tenant: string): boolean {
    return running.of(tenant) < share(atOnce, running.total());
  }

  function end(tenant: string): void {
    running.add(tenant, -1);
    inHand.add(tenant, -1);
    ended.add(tenant, 1);
    awaitRound();
    callIn();
  }

  function callIn(): void {
    for (;;) {
      const tenant = waiting.callIn(mayBegin);
      if (tenant === undefined) return;
      running.add(tenant, 1);
    }
  }

  function run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const ends = () => end(tenant);
    try {
      const promise = work();
      promise.then(ends, ends);
      return promise;
    } catch (error) {
      ends();
      throw error;
    }
  }

  function refuse(): Failure {
    return refusals[refused++ % refusals.length] as Failure;
  }

  function roundMs(): number {
    return roundBeganAt === undefined ? 0 : loop.now() - roundBeganAt;
  }

  function awaitRound(): void {
    if (roundBeganAt !== undefined) return;
    roundBeganAt = loop.now();
    loop.comesRound(() => {
      atOnce = adapted(atOnce, roundMs(), least, mostAtOnce);
      roundBeganAt = undefined;
      ended.clear();
      callIn();
    });
  }

  return {
    refusal: (tenant) => (isFull(tenant) ? refuse() : undefined),
    occupy(tenant, work, inVain) {
      inHand.add(tenant, 1);
      awaitRound();
      if (mayBegin(tenant) && !waiting.has(tenant)) {
        running.add(tenant, 1);
        return run(tenant, work);
      }
      return waiting.wait(tenant).then((calledIn) => {
        if (calledIn) return run(tenant, work);
        inHand.add(tenant, -1);
        inVain();
        throw refuse();
      });
    },
    inHand: inHand.total,
  };
}

/** How many one tenant may have, if there are so many in all: as many as are left, or a few. */
function share(most: number, all: number): number {
  return Math.max(most - all, Math.min(fewAtOnce, Math.floor(most / fewAtOnce)));
}

/** What of a limit is right after a round that took so long. */
function adapted(limit: number, tookMs: number, least: number, most: number): number {
  if (tookMs <= longRoundMs) return Math.min(most, limit * rise);
  return Math.max(least, limit * Math.max(fastestFall, longRoundMs / tookMs));
}

const nodeLoop: EventLoop = {
  now: () => performance.now(),
  comesRound: (callback) => void setImmediate(callback),
  later(callback, ms) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Whoever has waited for so long would not get an answer soon. */
const longestWaitMs = 1_000;
/** An answer of the database, which has half a second, is heard in the round after the next at the latest. */
const longRoundMs = 100;
/** As long as a person does not mind to wait, and half of what the database has. */
const fullRoundMs = 250;
/** So few do not fill an event loop: if it is slow, something else makes it so, and to let fewer in would not help. */
const leastAtOnce = 400;
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
