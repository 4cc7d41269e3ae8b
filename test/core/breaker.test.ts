import { expect, test } from "vitest";
import { type AttemptRecord, isOpen, noAttempts, recordAttempt } from "../../src/core/breaker.ts";
import { minutes, noonMs } from "../support/noon.ts";

/** `count` attempts, evenly spread over a minute, of which every `oneIn`th is wrong. */
function attempts(record: AttemptRecord, count: number, oneIn: number, fromMs: number): AttemptRecord {
  let after = record;
  for (let i = 0; i < count; i++)
    after = recordAttempt(after, i % oneIn !== 0, fromMs + (i * minutes(1)) / count);
  return after;
}

test("people who err now and then are never taken for an attack", () => {
  expect(attempts(noAttempts, 10_000, 5, noonMs).open).toBe(false);
});

test("a few wrong attempts of a small tenant are not an attack", () => {
  expect(attempts(noAttempts, 150, 1, noonMs).open).toBe(false);
});

test("an attack is noticed within 250 wrong attempts", () => {
  expect(attempts(noAttempts, 250, 1, noonMs).open).toBe(true);
});

test("an attack among ordinary traffic is noticed once it is the greater part", () => {
  const ordinary = attempts(noAttempts, 300, 10, noonMs);
  const attacked = attempts(ordinary, 1_000, 1, noonMs + minutes(1));
  expect(attacked.open).toBe(true);
});

test("it is over when most attempts are right again, or when nobody calls", () => {
  const attacked = attempts(noAttempts, 400, 1, noonMs);
  expect(isOpen(attacked, noonMs + minutes(1))).toBe(true);
  expect(attempts(attacked, 2_000, 20, noonMs + minutes(1)).open).toBe(false);
  expect(isOpen(attacked, noonMs + minutes(60))).toBe(false);
});

test("most attempts are wrong when more than half of two hundred or more are", () => {
  expect(atOnce(noAttempts, 199, false).open).toBe(false);
  expect(atOnce(noAttempts, 200, false).open).toBe(true);
  const half = atOnce(atOnce(noAttempts, 100, true), 100, false);
  expect(half.open).toBe(false);
  expect(atOnce(half, 1, false).open).toBe(true);
});

test("an attack is over as soon as no more than three of ten attempts are wrong", () => {
  const attacked = atOnce(noAttempts, 300, false);
  const nearly = atOnce(attacked, 699, true);
  expect(nearly.open).toBe(true);
  expect(atOnce(nearly, 1, true).open).toBe(false);
});

test("wrong attempts of long ago and those of now make no attack together", () => {
  const before = atOnce(noAttempts, 199, false);
  expect(attempts(before, 199, 1, noonMs + minutes(100)).open).toBe(false);
  expect(attempts(before, 1_000, 5, noonMs + minutes(100)).open).toBe(false);
});

test("an attempt counts half after ten minutes", () => {
  const before = atOnce(noAttempts, 100, false);
  const after = (count: number) => {
    let record = before;
    for (let i = 0; i < count; i++) record = recordAttempt(record, false, noonMs + minutes(10));
    return record;
  };
  expect([after(149).open, after(150).open]).toEqual([false, true]);
});

test("two hundred wrong attempts are held against a tenant for twenty minutes, and no longer", () => {
  const attacked = atOnce(noAttempts, 200, false);
  expect(isOpen(attacked, noonMs + minutes(20))).toBe(true);
  expect(isOpen(attacked, noonMs + minutes(20) + 1)).toBe(false);
});

/** `count` attempts at noon that are all right, or all wrong. */
function atOnce(record: AttemptRecord, count: number, right: boolean): AttemptRecord {
  let after = record;
  for (let i = 0; i < count; i++) after = recordAttempt(after, right, noonMs);
  return after;
}
