import { expect, test } from "vitest";
import { type AttemptRecord, isOpen, noAttempts, recordAttempt } from "../../src/core/breaker.ts";

const minute = 60_000;

/** `count` attempts, evenly spread over a minute, of which every `oneIn`th is wrong. */
function attempts(record: AttemptRecord, count: number, oneIn: number, fromMs: number): AttemptRecord {
  let after = record;
  for (let i = 0; i < count; i++)
    after = recordAttempt(after, i % oneIn !== 0, fromMs + (i * minute) / count);
  return after;
}

test("people who err now and then are never taken for an attack", () => {
  expect(attempts(noAttempts, 10_000, 5, 0).open).toBe(false);
});

test("a few wrong attempts of a small tenant are not an attack", () => {
  expect(attempts(noAttempts, 150, 1, 0).open).toBe(false);
});

test("an attack is noticed within 250 wrong attempts", () => {
  expect(attempts(noAttempts, 250, 1, 0).open).toBe(true);
});

test("an attack among ordinary traffic is noticed once it is the greater part", () => {
  const ordinary = attempts(noAttempts, 300, 10, 0);
  const attacked = attempts(ordinary, 1_000, 1, minute);
  expect(attacked.open).toBe(true);
});

test("it is over when most attempts are right again, or when nobody calls", () => {
  const attacked = attempts(noAttempts, 400, 1, 0);
  expect(isOpen(attacked, minute)).toBe(true);
  expect(attempts(attacked, 2_000, 20, minute).open).toBe(false);
  expect(isOpen(attacked, 60 * minute)).toBe(false);
});
