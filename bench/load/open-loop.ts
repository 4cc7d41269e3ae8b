import { setImmediate as turn } from "node:timers/promises";

/** One call of a load at a fixed rate. */
export interface Timed {
  /** From the instant at which it was due to its answer, in milliseconds. */
  readonly tookMs: number;
  /** From the instant at which it was due to that at which it was sent. */
  readonly lateMs: number;
  readonly succeeded: boolean;
}

/** Instants of calls that come independently of each other, as people do: milliseconds from the beginning. */
export function arrivals(perSecond: number, seconds: number, random: () => number): readonly number[] {
  const instants: number[] = [];
  let ms = 0;
  for (;;) {
    ms += (-Math.log(1 - random()) * 1000) / perSecond;
    if (ms >= seconds * 1000) return instants;
    instants.push(ms);
  }
}

/**
 * Makes calls at instants that were fixed beforehand, whether or not those before were answered.
 *
 * A call that is sent late counts from when it was due: a service that stalls is not spared the calls that would have
 * come meanwhile (no coordinated omission). Resolves when the last one has ended.
 */
export async function openLoop(
  call: () => Promise<boolean>,
  instants: readonly number[],
  time: Time = realTime,
): Promise<readonly Timed[]> {
  const startedAt = time.now();
  const all: Promise<Timed>[] = [];
  for (const instant of instants) {
    // A timer is late by up to a millisecond.
    while (time.now() < startedAt + instant) await time.pass();
    all.push(timed(call, startedAt + instant, time));
  }
  return Promise.all(all);
}

/** A clock in milliseconds, and what lets others do their work until it has moved on. */
export interface Time {
  now(): number;
  pass(): Promise<unknown>;
}

const realTime: Time = { now: () => performance.now(), pass: turn };

async function timed(call: () => Promise<boolean>, dueAt: number, time: Time): Promise<Timed> {
  const lateMs = time.now() - dueAt;
  const succeeded = await call().catch(() => false);
  return { tookMs: time.now() - dueAt, lateMs, succeeded };
}
