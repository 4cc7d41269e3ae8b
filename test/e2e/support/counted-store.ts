import type { ChallengeStore } from "../../../src/core/ports.ts";

export interface CountedStore {
  readonly store: ChallengeStore;
  /** Calls so far, of any of its methods. */
  calls(): number;
}

/** The same store, with a count of what it is asked. */
export function counted(store: ChallengeStore): CountedStore {
  let calls = 0;
  const counting = <A extends readonly unknown[], R>(method: (...args: A) => R) => {
    return (...args: A): R => {
      calls++;
      return method(...args);
    };
  };
  return {
    calls: () => calls,
    store: {
      open: counting(store.open),
      judge: counting(store.judge),
      giveBack: counting(store.giveBack),
      ping: counting(store.ping),
    },
  };
}
