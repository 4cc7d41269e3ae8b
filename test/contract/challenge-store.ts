import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type JudgeRequest, maxCodes, type OpenRequest, replayMs } from "../../src/core/challenge.ts";
import type { ChallengeStore } from "../../src/core/ports.ts";
import { hours, minutes, noonMs, seconds } from "../support/noon.ts";
import { anAttempt, aResend, aSend } from "../support/store-requests.ts";

/** What every ChallengeStore must do. Each store's test file calls this. */
export function describeChallengeStore(name: string, open: () => Promise<ChallengeStore>): void {
  describe(`${name} opens challenges`, () => {
    test("a first send opens a challenge and says when it ends and when the next may follow", async () => {
      const store = await open();
      expect(await store.open(aSend())).toEqual({
        kind: "opened",
        expiresAtMs: noonMs + minutes(5),
        nextSendMs: noonMs + seconds(30),
      });
    });

    test("a challenge that was opened before is answered the same, and its code is not the new one", async () => {
      const store = await open();
      const first = await store.open(aSend());
      const again = await store.open(aSend({ code: "another draw", nowMs: noonMs + seconds(10) }));
      expect(again).toEqual({ ...first, kind: "repeated" });
      expect(await store.judge(anAttempt({ code: "another draw" }))).toMatchObject({ kind: "wrong" });
    });

    test("a repeated challenge is known as such after it was redeemed, and is not opened again", async () => {
      const store = await open();
      await store.open(aSend());
      await store.judge(anAttempt());
      const again = await store.open(aSend({ code: "another draw", nowMs: noonMs + minutes(2) }));
      expect(again).toMatchObject({ kind: "repeated" });
      expect(await store.judge(anAttempt({ code: "another draw", attempt: "second" }))).toEqual({
        kind: "closed",
      });
    });

    test("the very same send, repeated because its answer was lost, is opened and not repeated", async () => {
      const store = await open();
      const first = await store.open(aSend());
      expect(await store.open(aSend())).toEqual(first);
    });

    test("a send whose answer was lost is charged once", async () => {
      const store = await open();
      await store.open(aSend({ budget: 2 }));
      await store.open(aSend({ budget: 2 }));
      const second = aSend({ budget: 2, challenge: "c_2", nowMs: noonMs + minutes(1) });
      expect(await store.open(second)).toMatchObject({ kind: "opened" });
    });

    test("the next send waits for the cool-down, to the millisecond", async () => {
      const store = await open();
      await store.open(aSend());
      const untilMs = noonMs + seconds(30);
      const early = aSend({ challenge: "c_2", nowMs: untilMs - 1 });
      expect(await store.open(early)).toEqual({ kind: "coolingDown", untilMs });
      const inTime = aSend({ challenge: "c_2", nowMs: untilMs });
      expect(await store.open(inTime)).toMatchObject({ kind: "opened" });
    });

    test("strangers and known callers cool down apart, so that the one cannot hold up the other", async () => {
      const store = await open();
      await store.open(aSend({ stranger: true }));
      expect(await store.open(aSend({ challenge: "c_2" }))).toMatchObject({ kind: "opened" });
      for (const stranger of [true, false]) {
        const early = aSend({ challenge: "c_3", stranger, nowMs: noonMs + seconds(10) });
        expect(await store.open(early)).toEqual({ kind: "coolingDown", untilMs: noonMs + seconds(30) });
      }
    });

    test("strangers and known callers spend one budget, each as much of it as they may", async () => {
      const store = await open();
      const stranger = { stranger: true, budget: 2 };
      for (let i = 0; i < 2; i++)
        expect(await store.open(nthSend(i, stranger))).toMatchObject({ kind: "opened" });
      expect(await store.open(nthSend(2, stranger))).toMatchObject({ kind: "overBudget" });
      expect(await store.open(nthSend(3, { budget: 3 }))).toMatchObject({ kind: "opened" });
      expect(await store.open(nthSend(4, { budget: 3 }))).toMatchObject({ kind: "overBudget" });
    });

    test("a send above the budget is refused until the window ends", async () => {
      const store = await open();
      for (let i = 0; i < 10; i++) expect(await store.open(nthSend(i))).toMatchObject({ kind: "opened" });
      expect(await store.open(nthSend(10))).toEqual({
        kind: "overBudget",
        untilMs: noonMs + hours(12),
      });
    });

    test("a new window is another item with a whole budget", async () => {
      const store = await open();
      for (let i = 0; i < 10; i++) await store.open(nthSend(i));
      const tomorrow = nthSend(10, { address: "1|k1|ada tomorrow" });
      expect(await store.open(tomorrow)).toMatchObject({ kind: "opened" });
    });

    test("a wrong attempt gives no send back", async () => {
      const store = await open();
      for (let i = 0; i < 10; i++) {
        await store.open(nthSend(i));
        await store.judge(nthAttempt(i, { code: "wrong" }));
      }
      expect(await store.open(nthSend(10))).toMatchObject({ kind: "overBudget" });
    });

    test("who redeems every code never runs into the budget", async () => {
      const store = await open();
      for (let i = 0; i < 40; i++) {
        expect(await store.open(nthSend(i))).toMatchObject({ kind: "opened" });
        expect(await store.judge(nthAttempt(i))).toMatchObject({ kind: "right" });
      }
    });

    test("sends to one address do not count for another", async () => {
      const store = await open();
      await store.open(aSend({ budget: 1 }));
      const other = aSend({ budget: 1, address: "1|k1|grace" });
      expect(await store.open(other)).toMatchObject({ kind: "opened" });
    });

    test("parallel sends to one address are one within the cool-down", async () => {
      const store = await open();
      const sends = Array.from({ length: 32 }, (_, i) => store.open(aSend({ challenge: `c_${i}` })));
      expect(kinds(await Promise.all(sends))).toEqual({ opened: 1, coolingDown: 31 });
    });

    test("parallel sends never exceed the budget, even without a cool-down", async () => {
      const store = await open();
      const sends = Array.from({ length: 32 }, (_, i) =>
        store.open(aSend({ challenge: `c_${i}`, nextSendMs: noonMs })),
      );
      expect(kinds(await Promise.all(sends))).toEqual({ opened: 10, overBudget: 22 });
    });

    test("of parallel calls that open the same challenge one mails its code", async () => {
      const store = await open();
      const sends = Array.from({ length: 32 }, (_, i) => store.open(aSend({ code: `draw ${i}` })));
      expect(kinds(await Promise.all(sends))).toEqual({ opened: 1, repeated: 31 });
    });
  });

  describe(`${name} sends again`, () => {
    test.for(["right", "newer"])("after a resend the %s code is accepted", async (code) => {
      const store = await open();
      await store.open(aSend());
      expect(await store.open(aResend())).toEqual({
        kind: "opened",
        expiresAtMs: noonMs + minutes(6),
        nextSendMs: noonMs + minutes(1) + seconds(30),
      });
      const attempt = anAttempt({ code, nowMs: noonMs + minutes(5.5) });
      expect(await store.judge(attempt)).toMatchObject({ kind: "right" });
    });

    test("one wrong attempt closes all codes of a challenge", async () => {
      const store = await open();
      await store.open(aSend());
      await store.open(aResend());
      expect(await store.judge(anAttempt({ code: "wrong" }))).toEqual({ kind: "wrong", attemptsLeft: 0 });
      for (const code of ["right", "newer"])
        expect(await store.judge(anAttempt({ code, attempt: code }))).toEqual({ kind: "closed" });
    });

    test("a resend brings no attempts back", async () => {
      const store = await open();
      await store.open(aSend({ attempts: 3 }));
      await store.judge(anAttempt({ attempts: 3, code: "wrong", nowMs: noonMs + seconds(30) }));
      await store.open(aResend({ attempts: 3 }));
      const wrong = anAttempt({ attempts: 3, code: "wrong", attempt: "second" });
      expect(await store.judge(wrong)).toEqual({ kind: "wrong", attemptsLeft: 1 });
    });

    test("the newest code gives back all sends of its challenge, or an honest user would run out", async () => {
      const store = await open();
      await store.open(aSend({ budget: 3 }));
      await store.open(aResend({ budget: 3 }));
      await store.open(aResend({ budget: 3, code: "newest", nowMs: noonMs + minutes(2) }));
      await store.judge(anAttempt({ code: "newest", nowMs: noonMs + minutes(3) }));
      for (let i = 4; i < 7; i++)
        expect(await store.open(nthSend(i, { budget: 3 }))).toMatchObject({ kind: "opened" });
      expect(await store.open(nthSend(7, { budget: 3 }))).toMatchObject({ kind: "overBudget" });
    });

    test("a resend is charged, and cools down", async () => {
      const store = await open();
      await store.open(aSend({ budget: 2 }));
      const early = aResend({ budget: 2, nowMs: noonMs + seconds(29) });
      expect(await store.open(early)).toMatchObject({ kind: "coolingDown" });
      expect(await store.open(aResend({ budget: 2 }))).toMatchObject({ kind: "opened" });
      const third = aResend({ budget: 2, code: "newest", nowMs: noonMs + minutes(2) });
      expect(await store.open(third)).toMatchObject({ kind: "overBudget" });
    });

    test("an expired challenge is not revived, or its old codes would be accepted again", async () => {
      const store = await open();
      await store.open(aSend());
      const late = aResend({ nowMs: noonMs + minutes(5) });
      expect(await store.open(late)).toEqual({ kind: "expired" });
      const attempt = anAttempt({ nowMs: noonMs + minutes(6) });
      expect(await store.judge(attempt)).toEqual({ kind: "expired" });
    });

    test("a challenge is sent again until the last millisecond", async () => {
      const store = await open();
      await store.open(aSend());
      const inTime = aResend({ nowMs: noonMs + minutes(5) - 1 });
      expect(await store.open(inTime)).toMatchObject({ kind: "opened" });
    });

    test.for([
      { was: "redeemed", attempts: 1, code: "right" },
      { was: "wiped", attempts: 1, code: "wrong" },
      { was: "redeemed with attempts left", attempts: 3, code: "right" },
    ])("a challenge that was $was is not sent again", async ({ attempts, code }) => {
      const store = await open();
      await store.open(aSend({ attempts }));
      await store.judge(anAttempt({ attempts, code }));
      expect(await store.open(aResend({ attempts, nowMs: noonMs + minutes(2) }))).toEqual({ kind: "closed" });
    });

    test("a challenge that nobody opened is not sent again", async () => {
      const store = await open();
      expect(await store.open(aResend())).toEqual({ kind: "expired" });
      await store.open(aSend());
      expect(await store.open(aResend({ challenge: "c_2" }))).toEqual({ kind: "closed" });
    });

    test("a resend with the same tag is the same resend: answered the same, and not mailed", async () => {
      const store = await open();
      await store.open(aSend());
      const first = await store.open(aResend({ sendTag: "again" }));
      const repeated = await store.open(aResend({ sendTag: "again", code: "another draw" }));
      expect(repeated).toEqual({ ...first, kind: "repeated" });
      expect(await store.judge(anAttempt({ code: "another draw" }))).toMatchObject({ kind: "wrong" });
    });

    test("a resend with the tag of the first send is the first send", async () => {
      const store = await open();
      await store.open(aSend({ sendTag: "once" }));
      expect(await store.open(aResend({ sendTag: "once" }))).toMatchObject({ kind: "repeated" });
    });

    test("the very same resend, repeated because its answer was lost, is opened and charged once", async () => {
      const store = await open();
      await store.open(aSend({ budget: 3 }));
      const first = await store.open(aResend({ budget: 3 }));
      expect(await store.open(aResend({ budget: 3 }))).toEqual(first);
      expect(await store.open(nthSend(3, { budget: 3 }))).toMatchObject({ kind: "opened" });
    });

    test("a challenge holds a limited number of codes", async () => {
      const store = await open();
      const many = { budget: 100 };
      await store.open(aSend(many));
      for (let i = 1; i < maxCodes; i++)
        expect(await store.open(nthResend(i, many))).toMatchObject({ kind: "opened" });
      expect(await store.open(nthResend(maxCodes, many))).toEqual({ kind: "closed" });
      const newest = anAttempt({ code: `code ${maxCodes - 1}`, nowMs: noonMs + minutes(maxCodes) });
      expect(await store.judge(newest)).toMatchObject({ kind: "right" });
    });
  });

  describe(`${name} judges`, () => {
    test("the right code is right, at the time of the attempt", async () => {
      const store = await open();
      await store.open(aSend());
      expect(await store.judge(anAttempt())).toEqual({
        kind: "right",
        atMs: noonMs + minutes(1),
        nextSendMs: noonMs + seconds(30),
      });
    });

    test("a wrong code is wrong, and no code of the challenge is accepted after it", async () => {
      const store = await open();
      await store.open(aSend());
      expect(await store.judge(anAttempt({ code: "wrong" }))).toEqual({ kind: "wrong", attemptsLeft: 0 });
      expect(await store.judge(anAttempt({ attempt: "second" }))).toEqual({ kind: "closed" });
    });

    test("a code is accepted once", async () => {
      const store = await open();
      await store.open(aSend());
      await store.judge(anAttempt());
      expect(await store.judge(anAttempt({ attempt: "second" }))).toEqual({ kind: "closed" });
    });

    test("the code of one challenge is wrong for another", async () => {
      const store = await open();
      await store.open(aSend());
      await store.open(aSend({ challenge: "c_2", code: "second code", nowMs: noonMs + minutes(1) }));
      const crossed = anAttempt({ challenge: "c_2", nowMs: noonMs + minutes(2) });
      expect(await store.judge(crossed)).toMatchObject({ kind: "wrong" });
    });

    test("a wrong attempt at one challenge leaves others open", async () => {
      const store = await open();
      await store.open(aSend());
      await store.open(aSend({ challenge: "c_2", nowMs: noonMs + minutes(1) }));
      await store.judge(anAttempt({ challenge: "c_2", code: "wrong" }));
      expect(await store.judge(anAttempt())).toMatchObject({ kind: "right" });
    });

    test("an address that was never sent anything has no challenge any more", async () => {
      const store = await open();
      expect(await store.judge(anAttempt())).toEqual({ kind: "expired" });
    });

    test("a challenge that the item does not hold is closed", async () => {
      const store = await open();
      await store.open(aSend());
      expect(await store.judge(anAttempt({ challenge: "c_2" }))).toEqual({ kind: "closed" });
    });

    test.for([
      { when: "a millisecond before", afterMs: -1, want: "right" },
      { when: "at", afterMs: 0, want: "expired" },
      { when: "a millisecond after", afterMs: 1, want: "expired" },
      { when: "two days after", afterMs: hours(48), want: "expired" },
    ])("the right code $when its expiry is $want", async ({ afterMs, want }) => {
      const store = await open();
      await store.open(aSend());
      const attempt = anAttempt({ nowMs: noonMs + minutes(5) + afterMs });
      expect(await store.judge(attempt)).toMatchObject({ kind: want });
    });

    test("after expiry a wrong code is expired too: nothing is to be learnt from it", async () => {
      const store = await open();
      await store.open(aSend());
      const late = anAttempt({ code: "wrong", nowMs: noonMs + minutes(5) });
      expect(await store.judge(late)).toEqual({ kind: "expired" });
    });

    test("an expired attempt consumes the challenge: a clock set back does not bring the code back", async () => {
      const store = await open();
      await store.open(aSend());
      await store.judge(anAttempt({ nowMs: noonMs + minutes(5) }));
      expect(await store.judge(anAttempt({ attempt: "second" }))).toEqual({ kind: "closed" });
    });

    test.for(["right", "wrong"])(
      "a %s attempt that is repeated gets the same verdict for five minutes",
      async (code) => {
        const store = await open();
        await store.open(aSend());
        const attempt = anAttempt({ code });
        const verdict = await store.judge(attempt);
        expect(await store.judge(attempt)).toEqual(verdict);
        const last = { ...attempt, nowMs: attempt.nowMs + replayMs - 1 };
        // Only the first time is it said when the last send has cooled down.
        expect(verdict).toMatchObject(await store.judge(last));
        expect(await store.judge({ ...last, nowMs: attempt.nowMs + replayMs })).toEqual({ kind: "closed" });
      },
    );

    test("a right attempt that is repeated after the expiry is still right, with its own time", async () => {
      const store = await open();
      await store.open(aSend());
      const attempt = anAttempt({ nowMs: noonMs + minutes(5) - 1 });
      await store.judge(attempt);
      const again = await store.judge({ ...attempt, nowMs: noonMs + minutes(6) });
      expect(again).toEqual({ kind: "right", atMs: noonMs + minutes(5) - 1 });
    });

    test("an expired attempt that is repeated is expired again", async () => {
      const store = await open();
      await store.open(aSend());
      const late = anAttempt({ nowMs: noonMs + minutes(5) });
      await store.judge(late);
      expect(await store.judge(late)).toEqual({ kind: "expired" });
    });

    test.for([1, 2, 3, 4, 5])("of %i attempts the last may be the right one", async (attempts) => {
      const store = await open();
      await store.open(aSend({ attempts }));
      for (let left = attempts - 1; left > 0; left--) {
        const wrong = anAttempt({ attempts, code: "wrong", attempt: `${left} left` });
        expect(await store.judge(wrong)).toEqual({ kind: "wrong", attemptsLeft: left });
      }
      expect(await store.judge(anAttempt({ attempts, attempt: "last" }))).toMatchObject({ kind: "right" });
    });

    test.for([1, 2, 3, 4, 5])("after %i wrong attempts the right code is refused", async (attempts) => {
      const store = await open();
      await store.open(aSend({ attempts }));
      for (let left = attempts - 1; left >= 0; left--) {
        const wrong = anAttempt({ attempts, code: "wrong", attempt: `${left} left` });
        expect(await store.judge(wrong)).toEqual({ kind: "wrong", attemptsLeft: left });
      }
      expect(await store.judge(anAttempt({ attempts, attempt: "last" }))).toEqual({ kind: "closed" });
    });

    test("a right attempt ends a challenge whose attempts are not used up", async () => {
      const store = await open();
      await store.open(aSend({ attempts: 5 }));
      await store.judge(anAttempt({ attempts: 5 }));
      expect(await store.judge(anAttempt({ attempts: 5, attempt: "second" }))).toEqual({ kind: "closed" });
    });

    test("with several attempts a repeated one is the same attempt, and uses up no other", async () => {
      const store = await open();
      await store.open(aSend({ attempts: 3 }));
      const wrong = anAttempt({ attempts: 3, code: "wrong" });
      for (let i = 0; i < 4; i++)
        expect(await store.judge(wrong)).toEqual({ kind: "wrong", attemptsLeft: 2 });
      const second = anAttempt({ attempts: 3, code: "wrong", attempt: "second" });
      expect(await store.judge(second)).toEqual({ kind: "wrong", attemptsLeft: 1 });
    });

    test("a right attempt that is repeated gives its sends back once", async () => {
      const store = await open();
      await store.open(aSend({ budget: 2 }));
      await store.open(aSend({ budget: 2, challenge: "c_2", nowMs: noonMs + minutes(1) }));
      for (let i = 0; i < 3; i++) await store.judge(anAttempt({ nowMs: noonMs + minutes(2) }));
      expect(await store.open(nthSend(3, { budget: 2 }))).toMatchObject({ kind: "opened" });
      expect(await store.open(nthSend(4, { budget: 2 }))).toMatchObject({ kind: "overBudget" });
    });

    test.for([1, 5])("of 32 right attempts at once exactly one wins, of %i allowed", async (attempts) => {
      const store = await open();
      await store.open(aSend({ attempts }));
      const verdicts = await Promise.all(
        Array.from({ length: 32 }, (_, i) => store.judge(anAttempt({ attempts, attempt: `caller ${i}` }))),
      );
      expect(kinds(verdicts)).toEqual({ right: 1, closed: 31 });
    });

    test("the same right attempt 32 times at once is right each time", async () => {
      const store = await open();
      await store.open(aSend());
      const verdicts = await Promise.all(Array.from({ length: 32 }, () => store.judge(anAttempt())));
      expect(kinds(verdicts)).toEqual({ right: 32 });
    });

    test.for([1, 3, 5])("of 32 wrong attempts at once %i are compared", async (attempts) => {
      const store = await open();
      await store.open(aSend({ attempts }));
      const verdicts = await Promise.all(
        Array.from({ length: 32 }, (_, i) =>
          store.judge(anAttempt({ attempts, code: `guess ${i}`, attempt: `caller ${i}` })),
        ),
      );
      expect(kinds(verdicts)).toEqual({ wrong: attempts, closed: 32 - attempts });
    });
  });

  describe(`${name} takes sends back`, () => {
    test("a send that was given back costs no budget and no waiting, and its code is void", async () => {
      const store = await open();
      await store.open(aSend({ budget: 1 }));
      await store.giveBack(aSend({ budget: 1 }));
      expect(await store.judge(anAttempt())).toEqual({ kind: "closed" });
      expect(await store.open(aSend({ budget: 1, challenge: "c_2" }))).toMatchObject({ kind: "opened" });
    });

    test("the same challenge may be opened anew after it was given back", async () => {
      const store = await open();
      await store.open(aSend());
      await store.giveBack(aSend());
      expect(await store.open(aSend({ code: "another draw" }))).toMatchObject({ kind: "opened" });
      expect(await store.judge(anAttempt({ code: "another draw" }))).toMatchObject({ kind: "right" });
    });

    test("giving a stranger's send back ends the cool-down of strangers, and of nobody else", async () => {
      const store = await open();
      await store.open(aSend());
      const stranger = aSend({ challenge: "c_2", stranger: true });
      await store.open(stranger);
      await store.giveBack(stranger);
      expect(await store.open(aSend({ challenge: "c_3" }))).toMatchObject({ kind: "coolingDown" });
      expect(await store.open({ ...stranger, challenge: "c_4" })).toMatchObject({ kind: "opened" });
    });

    test("a send is given back once, however often that is asked", async () => {
      const store = await open();
      await store.open(aSend({ budget: 2 }));
      await store.open(nthSend(1, { budget: 2 }));
      for (let i = 0; i < 3; i++) await store.giveBack(nthSend(1, { budget: 2 }));
      expect(await store.open(nthSend(2, { budget: 2 }))).toMatchObject({ kind: "opened" });
      expect(await store.open(nthSend(3, { budget: 2 }))).toMatchObject({ kind: "overBudget" });
    });

    test("giving a resend back leaves the earlier code, its attempts and its budget", async () => {
      const store = await open();
      await store.open(aSend({ budget: 2 }));
      await store.open(aResend({ budget: 2 }));
      await store.giveBack(aResend({ budget: 2 }));
      const resend = aResend({ budget: 2, code: "newest" });
      expect(await store.open(resend)).toMatchObject({ kind: "opened" });
      expect(await store.judge(anAttempt())).toMatchObject({ kind: "right" });
    });

    test("the code of a resend that was given back is wrong", async () => {
      const store = await open();
      await store.open(aSend());
      await store.open(aResend());
      await store.giveBack(aResend());
      expect(await store.judge(anAttempt({ code: "newer" }))).toMatchObject({ kind: "wrong" });
    });

    test("a resend that was given back may be repeated under the same tag", async () => {
      const store = await open();
      await store.open(aSend());
      await store.open(aResend({ sendTag: "again" }));
      await store.giveBack(aResend({ sendTag: "again" }));
      const again = aResend({ sendTag: "again", code: "another draw" });
      expect(await store.open(again)).toMatchObject({ kind: "opened" });
    });

    test("nothing is given back for a challenge that was judged meanwhile", async () => {
      const store = await open();
      await store.open(aSend({ budget: 1 }));
      await store.judge(anAttempt({ code: "wrong" }));
      await store.giveBack(aSend({ budget: 1 }));
      expect(await store.open(nthSend(2, { budget: 1 }))).toMatchObject({ kind: "overBudget" });
    });

    test("a challenge that was guessed at is not given back, or guesses would be free", async () => {
      const store = await open();
      await store.open(aSend({ attempts: 3, budget: 1 }));
      await store.judge(anAttempt({ attempts: 3, code: "wrong" }));
      await store.giveBack(aSend({ attempts: 3, budget: 1 }));
      const again = aSend({ attempts: 3, budget: 1, code: "another draw", nowMs: noonMs + minutes(2) });
      expect(await store.open(again)).toMatchObject({ kind: "repeated" });
      const second = anAttempt({ attempts: 3, code: "wrong", attempt: "second" });
      expect(await store.judge(second)).toEqual({ kind: "wrong", attemptsLeft: 1 });
    });

    test("a send that another one followed is not given back, or the budget would grow", async () => {
      const store = await open();
      const budget = 2;
      await store.open(aSend({ budget }));
      await store.open(aResend({ budget }));
      await store.giveBack(aSend({ budget }));
      await store.judge(anAttempt({ code: "newer", nowMs: noonMs + minutes(2) }));
      for (let i = 3; i < 5; i++)
        expect(await store.open(nthSend(i, { budget }))).toMatchObject({ kind: "opened" });
      expect(await store.open(nthSend(5, { budget }))).toMatchObject({ kind: "overBudget" });
    });

    test("a send that is given back while another follows never makes the budget grow", async () => {
      for (let trial = 0; trial < 40; trial++) {
        const store = await open();
        const budget = 3;
        const atOnce = { budget, nowMs: noonMs, nextSendMs: noonMs };
        await store.open(aSend(atOnce));
        const second = aResend({ ...atOnce, code: "second" });
        await store.open(second);
        const third = aResend({ ...atOnce, code: "third", sendTag: "third" });
        await Promise.all([store.giveBack(second), sleep(trial % 8).then(() => store.open(third))]);
        await store.judge(anAttempt({ code: "third" }));
        const later = Array.from({ length: 5 }, (_, i) =>
          store.open(nthSend(3, { ...atOnce, challenge: `later ${i}` })),
        );
        expect(kinds(await Promise.all(later)).opened).toBe(budget);
      }
    });

    test("giving back what was never sent changes nothing", async () => {
      const store = await open();
      await store.giveBack(aSend());
      await store.open(aSend({ budget: 1 }));
      await store.giveBack(aSend({ budget: 1, code: "another draw" }));
      await store.giveBack(aSend({ budget: 1, challenge: "c_2" }));
      expect(await store.judge(anAttempt())).toMatchObject({ kind: "right" });
    });
  });

  describe(`${name} forgets`, () => {
    test("the verdict of the last sign-in stands while hundreds came before it", async () => {
      const store = await open();
      for (let i = 0; i < 60; i++) {
        await store.open(nthSend(i));
        const verdict = await store.judge(nthAttempt(i));
        expect(verdict).toMatchObject(await store.judge(nthAttempt(i, { nowMs: noonMs + minutes(i + 4) })));
      }
    });

    test("a refused send forgets nothing", async () => {
      const store = await open();
      for (let i = 0; i < 7; i++) await store.open(nthSend(i));
      const late = { nowMs: noonMs + minutes(5) + replayMs };
      expect(await store.open(nthSend(7, { ...late, budget: 7 }))).toMatchObject({ kind: "overBudget" });
      expect(await store.judge(nthAttempt(0, late))).toEqual({ kind: "expired" });
    });

    test("it answers when it is asked whether it is there", async () => {
      const store = await open();
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
}

/** One of many sends, a minute apart, each for a challenge of its own. */
function nthSend(i: number, differences: Partial<OpenRequest> = {}): OpenRequest {
  return aSend({ challenge: `c_${i}`, code: `code ${i}`, nowMs: noonMs + minutes(i), ...differences });
}

function nthResend(i: number, differences: Partial<OpenRequest> = {}): OpenRequest {
  return aResend({ code: `code ${i}`, nowMs: noonMs + minutes(i), ...differences });
}

function nthAttempt(i: number, differences: Partial<JudgeRequest> = {}): JudgeRequest {
  return anAttempt({
    challenge: `c_${i}`,
    code: `code ${i}`,
    attempt: `attempt ${i}`,
    nowMs: noonMs + minutes(i) + seconds(10),
    ...differences,
  });
}

function kinds(answers: readonly { readonly kind: string }[]): Record<string, number> {
  const count: Record<string, number> = {};
  for (const { kind } of answers) count[kind] = (count[kind] ?? 0) + 1;
  return count;
}
