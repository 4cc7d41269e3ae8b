import type { Clock } from "../../src/core/ports.ts";

/** The time at which everything in these tests happens. */
export const noon = new Date("2026-06-01T12:00:00Z");

export const noonMs = noon.getTime();

export const seconds = (count: number) => count * 1000;
export const minutes = (count: number) => seconds(60 * count);
export const hours = (count: number) => minutes(60 * count);

export interface ScriptedClock {
  readonly clock: Clock;
  /** Lets time pass; less than nothing sets the clock back. */
  pass(ms: number): void;
}

/** A clock that stands at noon until it is told to go on. */
export function scriptedClock(start: Date = noon): ScriptedClock {
  let nowMs = start.getTime();
  return {
    clock: () => new Date(nowMs),
    pass(ms) {
      nowMs += ms;
    },
  };
}
