import { expect, test } from "vitest";
import { createMemoryReplayGuard } from "../../clients/node/src/index.ts";
import { minutes, noon, scriptedClock } from "../support/noon.ts";

test("an id is let in once, however often it is shown", async () => {
  const consume = createMemoryReplayGuard({ now: () => noon });
  const answers = await Promise.all(Array.from({ length: 100 }, () => consume("r-1", after(5))));
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(consume("r-2", after(5))).toBe(true);
});

test("an id is remembered to the last instant, and forgotten then", () => {
  const { clock, pass } = scriptedClock(noon);
  const consume = createMemoryReplayGuard({ capacity: 1, now: clock });
  consume("r-1", after(5));
  pass(minutes(5) - 1);
  expect(consume("r-1", after(5))).toBe(false);
  expect(() => consume("r-2", after(10))).toThrow("the replay guard is full, use a database");
  pass(1);
  expect(consume("r-2", after(10))).toBe(true);
});

test("a guard that is full lets nobody in again, and nobody in", () => {
  const consume = createMemoryReplayGuard({ capacity: 3, now: () => noon });
  for (const id of ["r-1", "r-2", "r-3"]) expect(consume(id, after(5))).toBe(true);
  expect(() => consume("r-4", after(5))).toThrow();
  for (const id of ["r-1", "r-2", "r-3"]) expect(consume(id, after(5))).toBe(false);
});

test("a guard for a million receipts over a day holds no more than a few minutes of them", () => {
  const { clock, pass } = scriptedClock(noon);
  const consume = createMemoryReplayGuard({ capacity: 5000, now: clock });
  let letIn = 0;
  for (let count = 0; count < 1_000_000; count += 1) {
    // Some were carried about for a while before they came here.
    const until = new Date(clock().getTime() + minutes(1 + (count % 6)));
    if (consume(`r-${count}`, until)) letIn += 1;
    pass(86);
  }
  expect(letIn).toBe(1_000_000);
});

test("two guards know nothing of each other", () => {
  const [one, other] = [createMemoryReplayGuard(), createMemoryReplayGuard()];
  const until = new Date(Date.now() + minutes(5));
  expect(one("r-1", until)).toBe(true);
  expect(other("r-1", until)).toBe(true);
});

test.for([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  "a capacity of %s is a TypeError",
  (capacity) => {
    expect(() => createMemoryReplayGuard({ capacity })).toThrow(TypeError);
  },
);

function after(count: number): Date {
  return new Date(noon.getTime() + minutes(count));
}
