import { setImmediate as turn } from "node:timers/promises";
import type { Keys } from "../case.ts";
import { cores } from "../cores.ts";
import { sendBody, sendPath } from "../load/calls.ts";
import { type Connections, connect } from "../load/connection.ts";
import { inParallel } from "../load/in-parallel.ts";
import { startPinned } from "../processes.ts";
import { openStand } from "../stand.ts";
import { percentile } from "../statistics.ts";

/** How long calls took at a rate, in milliseconds, from the instant at which each was due. */
export interface LatencyAtRate {
  /** Of the rate that saturates, in percent. */
  readonly percent: number;
  readonly perSecond: number;
  readonly calls: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
}

export interface Latency {
  /** Calls in a second when there are always some waiting. */
  readonly saturation: number;
  readonly rates: readonly LatencyAtRate[];
}

/**
 * Sends codes by gRPC at fixed rates, and measures how long each call takes.
 *
 * The instants are fixed beforehand, and a call that is sent late counts from when it was due: a service that stalls is
 * not spared the calls that would have come meanwhile (no coordinated omission).
 */
export async function measureLatency(
  { seconds, percents }: { readonly seconds: number; readonly percents: readonly number[] },
  told: (line: string) => void,
): Promise<Latency> {
  await using stand = await openStand();
  await using ours = await startPinned<Keys & { url: string }>(cores.measured, "servers/ours.ts", stand.aws);
  const connections = connect("grpc", ours.ready.url, 16);
  const headers = { authorization: `Bearer ${ours.ready.secretKey}` };
  try {
    await saturate(connections, headers, 2_000);
    const saturation = await saturate(connections, headers, 8_000);
    told(`saturated by ${saturation.toFixed(0)} calls a second`);
    const rates: LatencyAtRate[] = [];
    for (const percent of percents) {
      const perSecond = (saturation * percent) / 100;
      const at = { percent, perSecond, ...(await openLoop(connections, headers, perSecond, seconds)) };
      rates.push(at);
      const ms = [at.p50, at.p90, at.p99, at.p999].map((value) => `${value.toFixed(1)} ms`).join(", ");
      told(`${String(percent).padStart(3)} %, ${perSecond.toFixed(0)} a second: p50, p90, p99, p99.9 ${ms}`);
      await stand.codes();
    }
    return { saturation, rates };
  } finally {
    connections.close();
  }
}

let people = 0;

type Headers = Readonly<Record<string, string>>;

/** Calls in a second with 64 under way at any time. */
async function saturate(connections: Connections, headers: Headers, count: number): Promise<number> {
  const startedAt = performance.now();
  await inParallel(count, 64, () =>
    connections.post(sendPath, headers, sendBody("grpc", `saturating-${people++}@example.com`)),
  );
  return count / ((performance.now() - startedAt) / 1000);
}

async function openLoop(connections: Connections, headers: Headers, perSecond: number, seconds: number) {
  const calls = Math.floor(perSecond * seconds);
  const tookMs = new Float64Array(calls);
  const all: Promise<void>[] = [];
  const startedAt = performance.now() + 50;
  for (let i = 0; i < calls; i++) {
    const dueAt = startedAt + (i * 1000) / perSecond;
    while (performance.now() < dueAt) await turn();
    const body = sendBody("grpc", `at-a-rate-${people++}@example.com`);
    all.push(
      connections.post(sendPath, headers, body).then(({ status }) => {
        if (status !== 0) throw new Error(`a call ended with ${status}`);
        tookMs[i] = performance.now() - dueAt;
      }),
    );
  }
  await Promise.all(all);
  tookMs.sort();
  const at = (share: number) => percentile(tookMs, share);
  return { calls, p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999) };
}
