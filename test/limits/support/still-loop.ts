import type { EventLoop } from "../../../src/limits/capacity.ts";

/** An event loop that stands still until it is told to go on. */
export interface StillLoop {
  readonly loop: EventLoop;
  /** Lets time pass, and what was due meanwhile happen. */
  pass(ms: number): Promise<void>;
  comeRound(): void;
}

export function stillLoop(): StillLoop {
  let atMs = 0;
  let round: (() => void)[] = [];
  const timers = new Map<() => void, number>();
  const loop: EventLoop = {
    now: () => atMs,
    comesRound: (callback) => void round.push(callback),
    later(callback, ms) {
      const timer = () => callback();
      timers.set(timer, atMs + ms);
      return () => void timers.delete(timer);
    },
  };
  return {
    loop,
    async pass(ms) {
      atMs += ms;
      for (const [timer, dueMs] of [...timers]) {
        if (dueMs > atMs || !timers.delete(timer)) continue;
        timer();
      }
      // Whoever waited hears of it.
      for (let i = 0; i < 5; i++) await Promise.resolve();
    },
    comeRound() {
      const due = round;
      round = [];
      for (const callback of due) callback();
    },
  };
}
