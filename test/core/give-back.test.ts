import { expect, test } from "vitest";
import { judge, open } from "../../src/core/challenge.ts";
import { giveBack } from "../../src/core/give-back.ts";
import { minutes, noonMs } from "../support/noon.ts";
import { anAttempt, aResend, aSend } from "../support/store-requests.ts";

const attempts = 3;
const { item: once } = open(undefined, aSend({ attempts }));
const { item: twice } = open(once, aResend({ attempts }));
const wrong = anAttempt({ attempts, code: "wrong", nowMs: noonMs + minutes(1) });

test("a resend is given back also after a wrong guess, which stays counted", () => {
  const after = giveBack(judge(twice, wrong).item, aResend({ attempts }));
  expect(after?.sends).toBe(1);
  expect(after?.challenges.c_1).toMatchObject({ codes: { right: 1 }, sends: 1, attemptsLeft: 2 });
});

test("a challenge that was guessed at is not given back as a whole", () => {
  const guessed = judge(once, wrong).item;
  expect(giveBack(guessed, aSend({ attempts }))).toBe(guessed);
});

test("a resend that was given back can be made again: its tag is no repetition", () => {
  const after = giveBack(twice, aResend({ attempts }));
  expect(after?.challenges.c_1?.sendTag).toBe("");
  expect(open(after, aResend({ attempts, nowMs: noonMs + minutes(2) })).outcome.kind).toBe("opened");
});

test("a code that is not the newest is not given back", () => {
  expect(giveBack(twice, aSend({ attempts }))).toBe(twice);
});
