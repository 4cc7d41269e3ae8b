import type { ChallengeStore } from "../../../src/core/ports.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";

/** A store that lets everybody wait until it is released, and from then on answers at once. */
export interface HeldStore {
  readonly store: ChallengeStore;
  /** How many wait. */
  readonly waiting: () => number;
  release(): void;
}

export function createHeldStore(): HeldStore {
  const memory = createMemoryStore(() => new Date());
  const released = Promise.withResolvers<void>();
  let waiting = 0;
  async function hold<T>(work: () => Promise<T>): Promise<T> {
    waiting++;
    await released.promise;
    waiting--;
    return work();
  }
  return {
    store: {
      open: (request) => hold(() => memory.open(request)),
      judge: (request) => hold(() => memory.judge(request)),
      giveBack: (request) => hold(() => memory.giveBack(request)),
      ping: () => memory.ping(),
    },
    waiting: () => waiting,
    release: () => released.resolve(),
  };
}
