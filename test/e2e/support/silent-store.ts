import type { ChallengeStore } from "../../../src/core/ports.ts";

/** A store that does not answer until it is disposed of, and then breaks. */
export interface SilentStore extends Disposable {
  readonly store: ChallengeStore;
}

/** A service finishes its work before it stops: the store is to be disposed of first. */
export function createSilentStore(): SilentStore {
  const silence = Promise.withResolvers<never>();
  silence.promise.catch(() => undefined);
  const wait = () => silence.promise;
  return {
    store: { open: wait, judge: wait, giveBack: wait, ping: wait },
    [Symbol.dispose]: () => silence.reject(new Error("the test is over")),
  };
}
