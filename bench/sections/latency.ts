import { arrivals, openLoop, type Timed } from "../load/open-loop.ts";
import { seeded } from "../scale/random.ts";
import { percentile } from "../statistics.ts";
import { openSending, saturationOf } from "./sending.ts";

/** How long calls took at a rate, in milliseconds, from the instant at which each was due. */
export interface LatencyAtRate {
  /** Of the rate that saturates, in percent. */
  readonly percent: number;
  readonly perSecond: number;
  readonly calls: number;
  /** Calls that were not answered with success; they count with the time that they took. */
  readonly failed: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  /** How late calls were sent, in the 99th percentile: what of the others is the load's own doing. */
  readonly late99: number;
}

export interface Latency {
  /** Calls in a second when there are always some waiting. */
  readonly saturation: number;
  readonly rates: readonly LatencyAtRate[];
}

export interface LatencyOptions {
  /** Each rate is held once in each, and all its calls are counted together. */
  readonly rounds: number;
  readonly seconds: number;
  /** The rates, in percent of the one that saturates. */
  readonly percents: readonly number[];
  readonly told: (line: string) => void;
}

/** A load that is this late in itself tells little of the service. */
const muchMs = 5;

/** Sends codes by gRPC at fixed rates, and measures how long each call takes. */
export async function measureLatency({ rounds, seconds, percents, told }: LatencyOptions): Promise<Latency> {
  await using sending = await openSending();
  const saturation = await saturationOf(sending, seconds);
  told(`saturated by ${saturation.toFixed(0)} calls a second`);
  const random = seeded(1);
  const taken = percents.map((): Timed[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, percent] of percents.entries()) {
      const instants = arrivals((saturation * percent) / 100, seconds, random);
      taken[i]?.push(...(await openLoop(sending.send, instants)));
      await sending.forget();
    }
  const rates = percents.map((percent, i) => ({
    percent,
    perSecond: (saturation * percent) / 100,
    ...summary(taken[i] ?? []),
  }));
  for (const rate of rates) told(lineOf(rate));
  if (rates.some(({ percent, late99 }) => percent <= 50 && late99 > muchMs))
    told(
      "calls were sent so late that these times are the machine's more than the service's: measure on a quiet one",
    );
  return { saturation, rates };
}

function summary(timed: readonly Timed[]): Omit<LatencyAtRate, "percent" | "perSecond"> {
  const took = Float64Array.from(timed, ({ tookMs }) => tookMs).sort();
  const late = Float64Array.from(timed, ({ lateMs }) => lateMs).sort();
  const at = (share: number) => percentile(took, share);
  return {
    calls: timed.length,
    failed: timed.filter(({ succeeded }) => !succeeded).length,
    ...{ p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999) },
    late99: percentile(late, 0.99),
  };
}

function lineOf({ percent, perSecond, p50, p90, p99, p999, failed, late99 }: LatencyAtRate): string {
  const ms = [p50, p90, p99, p999].map((value) => `${value.toFixed(1)} ms`).join(", ");
  const rate = `${String(percent).padStart(3)} %, ${perSecond.toFixed(0)} a second`;
  return `${rate}: p50, p90, p99, p99.9 ${ms}; ${failed} failed; sent late by ${late99.toFixed(1)} ms (p99)`;
}
