import { describe, expect, test } from "vitest";
import { isLinearizable } from "../../prove/linearizability/checker.ts";
import type { Observed } from "../../prove/linearizability/operation.ts";
import { minutes, noonMs } from "../support/noon.ts";
import { anAttempt, aSend } from "../support/store-requests.ts";

const request = aSend();
const sent: Observed = {
  operation: { kind: "open", request },
  calledAt: 0,
  answeredAt: 1,
  answer: JSON.stringify({
    kind: "opened",
    expiresAtMs: request.expiresAtMs,
    nextSendMs: request.nextSendMs,
  }),
};
const right = JSON.stringify({ kind: "right", atMs: noonMs + minutes(1), nextSendMs: request.nextSendMs });
const closed = JSON.stringify({ kind: "closed" });

function attempt(name: string, calledAt: number, answeredAt: number, answer?: string): Observed {
  const operation = { kind: "judge", request: anAttempt({ attempt: name }) } as const;
  return { operation, calledAt, answeredAt, ...(answer === undefined ? {} : { answer }) };
}

describe("the checker", () => {
  test("accepts that one of two attempts at the same time is right", () => {
    const history = [sent, attempt("one", 2, 5, closed), attempt("two", 3, 4, right)];
    expect(isLinearizable(history)).toBe(true);
  });

  test("refuses two attempts that are both right", () => {
    const history = [sent, attempt("one", 2, 5, right), attempt("two", 3, 4, right)];
    expect(isLinearizable(history)).toBe(false);
  });

  test("refuses an attempt that is right after another was refused for it", () => {
    const history = [sent, attempt("one", 2, 3, closed), attempt("two", 4, 5, right)];
    expect(isLinearizable(history)).toBe(false);
  });

  test("accepts an attempt without an answer as the one that was first", () => {
    const lost = attempt("one", 2, Number.POSITIVE_INFINITY);
    expect(isLinearizable([sent, lost, attempt("two", 4, 5, closed)])).toBe(true);
  });

  test("refuses an answer that came before what it tells of", () => {
    const early = attempt("one", 0, 1, right);
    expect(isLinearizable([early, { ...sent, calledAt: 2, answeredAt: 3 }])).toBe(false);
  });
});
