import { expect, test } from "vitest";
import { Failure } from "../../src/core/failure.ts";

test("a refusal is named as one, and keeps what lies behind it for the log", () => {
  const cause = new Error("socket hang up");
  const failure = new Failure("STORE_UNAVAILABLE", "the database cannot be reached", { cause });
  expect(String(failure)).toBe("Failure: the database cannot be reached");
  expect(failure.cause).toBe(cause);
});

test("a refusal says nothing that it was not given", () => {
  const failure = new Failure("INTERNAL", "something went wrong");
  expect(failure).toMatchObject({ reason: "INTERNAL", metadata: {}, violations: [] });
  expect([failure.retryAfterMs, failure.cause]).toEqual([undefined, undefined]);
});

test("a refusal is an answer and no bug: it has no stack, and the next error has one", () => {
  expect(new Failure("INTERNAL", "something went wrong").stack).not.toMatch(/\n\s+at /);
  expect(new Error("a bug").stack).toMatch(/\n\s+at /);
});
