import { describe, expect, test } from "vitest";
import { arrivals, openLoop } from "../../bench/load/open-loop.ts";
import { drawLatency } from "../../bench/report/latency-svg.ts";
import { seeded } from "../../bench/scale/random.ts";

describe("an open loop", () => {
  test("has its instants before it begins, the same with the same seed", () => {
    const instants = arrivals(1_000, 10, seeded(1));
    expect(instants).toEqual(arrivals(1_000, 10, seeded(1)));
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    // Independent arrivals: 10,000 with a deviation of 100.
    expect(Math.abs(instants.length - 10_000)).toBeLessThan(500);
    expect(instants.at(-1)).toBeLessThan(10_000);
  });

  test("does not wait for answers, and counts each call from when it was due", async () => {
    const time = fakeTime();
    const answers = Promise.withResolvers<boolean>();
    const third = Promise.withResolvers<void>();
    let begun = 0;
    const call = () => {
      if (++begun === 3) third.resolve();
      return answers.promise;
    };
    const ended = openLoop(call, [0, 10, 20], time);
    await third.promise;
    time.goOn(50);
    answers.resolve(true);
    const timed = await ended;
    expect(timed.map(({ tookMs }) => tookMs)).toEqual([70, 60, 50]);
    expect(timed.map(({ lateMs }) => lateMs)).toEqual([0, 0, 0]);
  });

  test("does not spare a service that stalls the calls that were due meanwhile", async () => {
    const time = fakeTime();
    const stallsAtFirst = async () => {
      if (time.now() === 0) time.goOn(30);
      return true;
    };
    const timed = await openLoop(stallsAtFirst, [0, 10, 20], time);
    expect(timed.map(({ tookMs }) => tookMs)).toEqual([30, 20, 10]);
    expect(timed.map(({ lateMs }) => lateMs)).toEqual([0, 20, 10]);
  });

  test("keeps calls that fail among the others", async () => {
    const timed = await openLoop(() => Promise.reject(new Error("refused")), [0]);
    expect(timed.map(({ succeeded }) => succeeded)).toEqual([false]);
  });
});

test("the picture of latency has a line for each percentile and a mark for each rate", () => {
  const rate = { perSecond: 1, calls: 1, failed: 0, late99: 0, p50: 1, p90: 2, p99: 30, p999: 400 };
  const picture = drawLatency({
    saturation: 3_000,
    rates: [10, 90].map((percent) => ({ ...rate, percent })),
  });
  for (const label of ["p50", "p90", "p99", "p99.9", "10", "90"]) expect(picture).toContain(`>${label}<`);
  expect(picture.match(/<circle/g)).toHaveLength(4 * 2);
});

/** A clock that moves by a millisecond whenever somebody waits for it. */
function fakeTime() {
  let now = 0;
  return {
    now: () => now,
    async pass() {
      now++;
    },
    goOn: (ms: number) => {
      now += ms;
    },
  };
}
