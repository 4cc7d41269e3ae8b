import type { ChallengeStore, Clock } from "./core/ports.ts";

/** Whether calls can be served here now. */
export interface Readiness {
  isReady(): Promise<boolean>;
  /** From now on it is not ready, whatever the store says. */
  drain(): void;
}

/** Asks the store, at most once every few seconds: probes come from many sides and must not become load. */
export function createReadiness(store: ChallengeStore, clock: Clock): Readiness {
  let draining = false;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asked: Promise<boolean> = Promise.resolve(false);
  return {
    async isReady() {
      const nowMs = clock().getTime();
      if (Math.abs(nowMs - askedAtMs) >= askEveryMs) {
        askedAtMs = nowMs;
        asked = store.ping().then(
          () => true,
          () => false,
        );
      }
      return !draining && (await asked);
    },
    drain() {
      draining = true;
    },
  };
}

const askEveryMs = 2_000;
