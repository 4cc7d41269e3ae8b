import { arrivals, openLoop, type Timed } from "../load/open-loop.ts";
import { seeded } from "../scale/random.ts";
import { percentile } from "../statistics.ts";
import { openSending, saturationOf } from "./sending.ts";

/** What becomes of calls when there are more than one core can do. Times are milliseconds from when each was due. */
export interface OverloadAtRate {
  /** Of the rate that saturates, in percent. */
  readonly percent: number;
  readonly perSecond: number;
  /** Calls in a second that were answered with success, and how long they took. */
  readonly served: { readonly perSecond: number; readonly p50: number; readonly p99: number };
  /** The same of those that were refused; all 0 if none was. */
  readonly refused: { readonly perSecond: number; readonly p50: number; readonly p99: number };
}

export interface Overload {
  readonly saturation: number;
  readonly rates: readonly OverloadAtRate[];
}

export interface OverloadOptions {
  /** For how long each rate is held. */
  readonly seconds: number;
  /** The rates, in percent of the one that saturates. */
  readonly percents: readonly number[];
  readonly told: (line: string) => void;
}

/** Sends codes by gRPC at rates that are too much, whether or not those before were answered. */
export async function measureOverload({ seconds, percents, told }: OverloadOptions): Promise<Overload> {
  await using sending = await openSending();
  const saturation = await saturationOf(sending, seconds);
  told(`saturated by ${saturation.toFixed(0)} calls a second`);
  const random = seeded(1);
  const rates: OverloadAtRate[] = [];
  for (const percent of percents) {
    const perSecond = (saturation * percent) / 100;
    const timed = await openLoop(sending.send, arrivals(perSecond, seconds, random));
    await sending.forget();
    const summary = (succeeded: boolean) => summaryOf(timed, succeeded, seconds);
    const rate = { percent, perSecond, served: summary(true), refused: summary(false) };
    told(lineOf(rate));
    rates.push(rate);
  }
  return { saturation, rates };
}

function summaryOf(timed: readonly Timed[], succeeded: boolean, seconds: number) {
  const some = timed.filter((each) => each.succeeded === succeeded);
  if (some.length === 0) return { perSecond: 0, p50: 0, p99: 0 };
  const took = Float64Array.from(some, ({ tookMs }) => tookMs).sort();
  return { perSecond: some.length / seconds, p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}

function lineOf({ percent, perSecond, served, refused }: OverloadAtRate): string {
  const words = ({ perSecond, p50, p99 }: OverloadAtRate["served"]) =>
    `${perSecond.toFixed(0)} a second, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
  return `${percent} %, ${perSecond.toFixed(0)} a second: served ${words(served)}; refused ${words(refused)}`;
}
