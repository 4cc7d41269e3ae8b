import { expect, test } from "vitest";
import { createPace } from "../../src/core/pace.ts";

function aPace() {
  let nowMs = 0;
  const slept: number[] = [];
  const draws: number[] = [];
  const pace = createPace({
    randomInt(below) {
      if (below < 1) throw new RangeError("there is nothing to draw from");
      return Math.min(draws.shift() ?? 0, below - 1);
    },
    now: () => nowMs,
    sleep: async (ms) => void slept.push(ms),
  });
  const deliverIn = (ms: number) =>
    pace.keep(async () => {
      nowMs += ms;
    });
  return { pace, slept, draws, deliverIn, pass: (ms: number) => (nowMs += ms) };
}

test("a delivery that is pretended takes as long as one of the last real ones", async () => {
  const { pace, slept, draws, deliverIn } = aPace();
  for (const ms of [80, 120, 95]) await deliverIn(ms);
  draws.push(1, 0, 2);
  for (let i = 0; i < 3; i++) await pace.pretend(pace.now());
  expect(slept).toEqual([120, 80, 95]);
});

test("what has gone already counts", async () => {
  const { pace, slept, deliverIn, pass } = aPace();
  await deliverIn(80);
  const startedAtMs = pace.now();
  pass(30);
  await pace.pretend(startedAtMs);
  pass(50);
  await pace.pretend(startedAtMs);
  pass(100);
  await pace.pretend(startedAtMs);
  expect(slept).toEqual([50]);
});

test("before any real one it takes a tenth of a second, and only the last ones are remembered", async () => {
  const { pace, slept, draws, deliverIn } = aPace();
  await pace.pretend(pace.now());
  await deliverIn(5_000);
  for (let i = 0; i < 64; i++) await deliverIn(70);
  draws.push(0, 63);
  await pace.pretend(pace.now());
  await pace.pretend(pace.now());
  expect(slept).toEqual([100, 70, 70]);
});
