import type { Keys } from "../case.ts";
import { cores } from "../cores.ts";
import { sendBody, sendPath } from "../load/calls.ts";
import { connect } from "../load/connection.ts";
import { inParallel } from "../load/in-parallel.ts";
import { arrivals, openLoop, type Timed } from "../load/open-loop.ts";
import { startPinned } from "../processes.ts";
import { seeded } from "../scale/random.ts";
import { openStand } from "../stand.ts";
import { percentile, spreadOf } from "../statistics.ts";

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
  await using stand = await openStand();
  await using ours = await startPinned<Keys & { url: string }>(cores.measured, "servers/ours.ts", stand.aws);
  using connections = disposing(connect("grpc", ours.ready.url, 16));
  const headers = { authorization: `Bearer ${ours.ready.secretKey}` };
  let people = 0;
  const send = async () => {
    const body = sendBody("grpc", `person-${people++}@example.com`);
    return (await connections.post(sendPath, headers, body)).status === 0;
  };

  const saturations: number[] = [];
  for (let i = -1; i < 3; i++) {
    const perSecond = await saturate(send, seconds);
    if (i >= 0) saturations.push(perSecond);
  }
  const saturation = spreadOf(saturations).median;
  told(`saturated by ${saturation.toFixed(0)} calls a second`);
  const random = seeded(1);
  const taken = percents.map((): Timed[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, percent] of percents.entries()) {
      const instants = arrivals((saturation * percent) / 100, seconds, random);
      taken[i]?.push(...(await openLoop(send, instants)));
      // What was mailed is of no interest, and is not to be kept.
      await stand.codes();
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

/** Calls in a second with 64 under way at any time. */
async function saturate(send: () => Promise<boolean>, seconds: number): Promise<number> {
  const startedAt = performance.now();
  let calls = 0;
  await inParallel(64, 64, async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      await send();
      calls++;
    }
  });
  return calls / ((performance.now() - startedAt) / 1000);
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

function disposing<T extends { close(): void }>(closing: T): T & Disposable {
  return { ...closing, [Symbol.dispose]: closing.close };
}
