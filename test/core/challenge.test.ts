import { describe, expect, test } from "vitest";
import { type AddressItem, judge, open } from "../../src/core/challenge.ts";
import { giveBack } from "../../src/core/give-back.ts";
import { minutes, noonMs, seconds } from "../support/noon.ts";
import { anAttempt, aResend, aSend } from "../support/store-requests.ts";

describe("the rules", () => {
  const { item: fresh } = open(undefined, aSend());
  const { item: resent } = open(fresh, aResend());

  test("keep of a send what judging needs, and no more", () => {
    expect(fresh).toEqual({
      sends: 1,
      nextSendMs: noonMs + seconds(30),
      nextStrangerSendMs: 0,
      ttlSeconds: aSend().ttlSeconds,
      challenges: {
        c_1: {
          codes: { right: 1 },
          sends: 1,
          expiresAtMs: noonMs + minutes(5),
          attemptsLeft: 1,
          sendTag: aSend().sendTag,
        },
      },
    });
  });

  test("keep of a judged challenge the verdict and none of its codes", () => {
    expect(judge(resent, anAttempt()).item?.challenges.c_1).toEqual({
      sends: 2,
      expiresAtMs: noonMs + minutes(6),
      attemptsLeft: 0,
      sendTag: aResend().sendTag,
      judged: { attempt: "first attempt", right: 1, atMs: noonMs + minutes(1) },
    });
  });

  test("write under the newest code how many sends it gives back; an older one gives fewer", () => {
    expect(resent?.challenges.c_1?.codes).toEqual({ right: 1, newer: 2 });
    expect(judge(resent, anAttempt({ code: "newer" })).item?.sends).toBe(0);
    expect(judge(resent, anAttempt({ code: "right" })).item?.sends).toBe(1);
  });

  test("prolong the earlier codes with a resend", () => {
    const attempt = anAttempt({ code: "right", nowMs: noonMs + minutes(6) - 1 });
    expect(judge(resent, attempt).verdict.kind).toBe("right");
  });

  test("give the same item back when they refuse, so that a store need not write", () => {
    expect(open(fresh, aSend({ challenge: "c_2" })).item).toBe(fresh);
    expect(open(fresh, aSend()).item).toBe(fresh);
    expect(open(undefined, aResend()).item).toBeUndefined();
    expect(judge(fresh, anAttempt({ challenge: "c_2" })).item).toBe(fresh);
    expect(judge(undefined, anAttempt()).item).toBeUndefined();
    expect(giveBack(fresh, aSend({ code: "another draw" }))).toBe(fresh);
    expect(giveBack(undefined, aSend())).toBeUndefined();
  });

  test("change no item that they were given", () => {
    const frozen = deepFreeze(structuredClone(resent));
    open(frozen, aResend({ code: "newest", nowMs: noonMs + minutes(2) }));
    judge(frozen, anAttempt());
    giveBack(frozen, aResend());
    expect(frozen).toEqual(resent);
  });

  test("refuse a right code whose wipe is still to come", () => {
    const { item } = judge(open(undefined, aSend({ attempts: 2 })).item, anAttempt());
    const unwiped = withCodes(item, { right: 1 });
    expect(judge(unwiped, anAttempt({ attempt: "second" })).verdict).toEqual({ kind: "closed" });
    expect(open(unwiped, aResend()).outcome).toEqual({ kind: "closed" });
    expect(giveBack(unwiped, aSend())).toBe(unwiped);
  });

  test("let a resend outlive neither the budget nor the cool-down of other challenges", () => {
    const { item } = open(fresh, aSend({ challenge: "c_2", nowMs: noonMs + minutes(1) }));
    expect(open(item, aResend({ nowMs: noonMs + minutes(1) + seconds(10) })).outcome.kind).toBe(
      "coolingDown",
    );
  });

  test("say the reason that stays when there are two: the budget rather than the cool-down", () => {
    expect(open(fresh, aSend({ challenge: "c_2", budget: 1 })).outcome.kind).toBe("overBudget");
  });
});

function withCodes(item: AddressItem | undefined, codes: Record<string, number>): AddressItem {
  if (item?.challenges.c_1 === undefined) throw new Error("there is a challenge");
  return { ...item, challenges: { c_1: { ...item.challenges.c_1, codes } } };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
