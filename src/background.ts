import { setTimeout as sleep } from "node:timers/promises";

/** Work that goes on after its caller was answered or left. */
export interface Background {
  track(work: Promise<unknown>): void;
  /** Waits for all of it, for `graceMs` at the most. */
  settled(graceMs: number): Promise<void>;
}

/** Knows what is still being done, so that the process does not end in the middle of it. */
export function createBackground(): Background {
  const works = new Set<Promise<unknown>>();
  return {
    track(work) {
      works.add(work);
      const done = () => void works.delete(work);
      work.then(done, done);
    },
    async settled(graceMs) {
      await Promise.race([Promise.allSettled(works), sleep(graceMs, undefined, { ref: false })]);
    },
  };
}
