import { seeded } from "./random.ts";

/** How long calls wait for the processor of an instance, in milliseconds. */
export interface Waiting {
  readonly busy: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/**
 * One process on one core: calls come independently of each other, and each takes the same time of the processor. What a
 * call waits for the database and the mailer is not in it; meanwhile the processor serves others.
 */
export function simulateInstance(options: {
  readonly busy: number;
  readonly callMicros: number;
  readonly calls: number;
  readonly seed: number;
}): Waiting {
  const { busy, callMicros, calls, seed } = options;
  const random = seeded(seed);
  const waits = new Float64Array(calls);
  let [now, freeAt] = [0, 0];
  for (let i = 0; i < calls; i++) {
    now += -Math.log(1 - random()) * (callMicros / busy);
    waits[i] = Math.max(0, freeAt - now) / 1000;
    freeAt = Math.max(freeAt, now) + callMicros;
  }
  waits.sort();
  const at = (share: number) => waits[Math.ceil(calls * share) - 1] ?? Number.NaN;
  return { busy, p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}
