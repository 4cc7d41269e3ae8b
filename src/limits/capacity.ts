import { Failure } from "../core/failure.ts";
import type { Capacity } from "../core/limits.ts";

/** What tells how busy the process is. */
export interface EventLoop {
  /** Milliseconds from any instant. */
  now(): number;
  /** Calls back when everything that is ready now has been dealt with. */
  comesRound(callback: () => void): void;
}

/**
 * Counts calls in this process, `most` of them at once.
 *
 * A tenant may have as many as are still free. So one alone comes to half of `most`, two that want more come to a third
 * each, and there is always room for one that has few ("dynamic threshold", Choudhury and Hahne, 1998). That bounds what
 * waits for a slow store or mailer.
 *
 * When the event loop itself is full, calls wait where nobody sees them: in the buffers of the system. Then it takes long
 * to come round, and whoever began many calls in that time begins no more until it has.
 */
export function createCapacity(most: number, loop: EventLoop = nodeLoop): Capacity {
  const running = new Map<string, number>();
  const begun = new Map<string, number>();
  let total = 0;
  let cameRoundAt: number | undefined;
  let refused = 0;

  function isFull(tenant: string): boolean {
    if ((running.get(tenant) ?? 0) >= most - total) return true;
    return cameRoundAt !== undefined && (begun.get(tenant) ?? 0) >= many && loop.now() - cameRoundAt > longMs;
  }

  function begin(tenant: string): void {
    total++;
    running.set(tenant, (running.get(tenant) ?? 0) + 1);
    begun.set(tenant, (begun.get(tenant) ?? 0) + 1);
    if (cameRoundAt !== undefined) return;
    cameRoundAt = loop.now();
    loop.comesRound(() => {
      cameRoundAt = undefined;
      begun.clear();
    });
  }

  function end(tenant: string): void {
    total--;
    const others = (running.get(tenant) ?? 0) - 1;
    if (others > 0) running.set(tenant, others);
    else running.delete(tenant);
  }

  return {
    refusal: (tenant) => (isFull(tenant) ? refusals[refused++ % refusals.length] : undefined),
    occupy(tenant, work) {
      begin(tenant);
      const ended = () => end(tenant);
      try {
        const promise = work();
        promise.then(ended, ended);
        return promise;
      } catch (error) {
        ended();
        throw error;
      }
    },
    running: () => total,
  };
}

const nodeLoop: EventLoop = {
  now: () => performance.now(),
  comesRound: (callback) => void setImmediate(callback),
};

/** Half of what a call of the database may take: later, those that have begun would fail. */
const longMs = 250;
/** Fewer do not fill the event loop: something else does, and to refuse them would not help. */
const many = 64;

/** Those who are refused together are not to come back together. Few of them, as each is written for the wire once. */
const refusals: readonly Failure[] = Array.from(
  { length: 8 },
  (_, i) =>
    new Failure("OVERLOADED", "the service has more calls than it can serve", {
      retryAfterMs: 1_000 + 250 * i,
    }),
);
