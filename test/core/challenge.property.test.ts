import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AddressItem, judge, type OpenRequest, open } from "../../src/core/challenge.ts";
import { giveBack } from "../../src/core/give-back.ts";
import { prunable } from "../../src/core/prune.ts";
import { minutes, noonMs, seconds } from "../support/noon.ts";
import { anAttempt, aSend } from "../support/store-requests.ts";

const challenges = fc.constantFrom("c_1", "c_2", "c_3");
const is = <const T extends string>(kind: T) => fc.constant(kind);

const policies = fc.record({
  budget: fc.integer({ min: 1, max: 6 }),
  attempts: fc.integer({ min: 1, max: 5 }),
  cooldownMs: fc.constantFrom(0, seconds(30)),
});

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: is("send"), challenge: challenges }),
    fc.record({ kind: is("send again"), challenge: challenges }),
    fc.record({ kind: is("guess"), challenge: challenges }),
    fc.record({ kind: is("type a code from the mail"), challenge: challenges, which: fc.nat(9) }),
    fc.record({ kind: is("refuse the mail"), sendsAgo: fc.nat(2) }),
    fc.record({ kind: is("pause"), ms: fc.constantFrom(1, seconds(30), minutes(1), minutes(6)) }),
    fc.record({ kind: is("tidy") }),
  ),
  { maxLength: 60, size: "max" },
);

/** What came of a history within one window: everybody's mails, guesses and sign-ins. */
interface Tally {
  readonly item: AddressItem | undefined;
  /** Codes that were mailed and not taken back. */
  readonly mailed: number;
  /** Attempts that were compared with a code. */
  readonly compared: number;
  /** Verdicts `right` for each opening of a challenge. */
  readonly wins: readonly number[];
}

type Step = typeof steps extends fc.Arbitrary<(infer T)[]> ? T : never;
type Policy = typeof policies extends fc.Arbitrary<infer T> ? T : never;

function simulate(policy: Policy, history: readonly Step[], typesCodes: boolean): Tally {
  let item: AddressItem | undefined;
  let nowMs = noonMs;
  let count = 0;
  let mailed = 0;
  let compared = 0;
  const wins: number[] = [];
  const opening = new Map<string, number>();
  const sent: OpenRequest[] = [];
  const check = () => {
    expect(item?.sends ?? 0).toBeGreaterThanOrEqual(0);
    expect(item?.sends ?? 0).toBeLessThanOrEqual(policy.budget);
  };

  for (const step of history) {
    switch (step.kind) {
      case "send":
      case "send again": {
        const { challenge, kind } = step;
        const differences = {
          challenge,
          code: `code ${count++}`,
          nowMs,
          ...policy,
          resend: kind === "send again",
        };
        const request = aSend({ ...differences, nextSendMs: nowMs + policy.cooldownMs });
        const { outcome, item: after } = open(item, request);
        if (outcome.kind === "opened") {
          mailed++;
          sent.unshift(request);
          if (kind === "send") opening.set(challenge, wins.push(0) - 1);
        }
        item = after;
        break;
      }
      case "guess":
      case "type a code from the mail": {
        const { challenge, kind } = step;
        const typed =
          kind === "guess" || !typesCodes
            ? "a guess"
            : sent.filter((s) => s.challenge === challenge)[step.which]?.code;
        const request = anAttempt({
          challenge,
          code: typed ?? "a guess",
          attempt: `attempt ${count++}`,
          nowMs,
        });
        const { verdict, item: after } = judge(item, request);
        if (after !== item) compared++;
        const opened = opening.get(challenge) ?? -1;
        if (verdict.kind === "right") wins[opened] = (wins[opened] ?? 0) + 1;
        item = after;
        break;
      }
      case "refuse the mail": {
        const request = sent[step.sendsAgo];
        const after = request && giveBack(item, request);
        if (after !== undefined && after !== item) {
          mailed--;
          item = after;
        }
        break;
      }
      case "pause":
        nowMs += step.ms;
        break;
      case "tidy": {
        if (item === undefined) break;
        const over = prunable(item, "c_1", nowMs);
        const kept = Object.entries(item.challenges).filter(([name]) => !over.includes(name));
        item = { ...item, challenges: Object.fromEntries(kept) };
        break;
      }
    }
    check();
  }
  return { item, mailed, compared, wins };
}

describe("whatever is done to an address within a window", () => {
  test("guesses never outnumber the attempts of the budget, and mails never the budget", () => {
    fc.assert(
      fc.property(policies, steps, (policy, history) => {
        const { mailed, compared, wins } = simulate(policy, history, false);
        expect(mailed).toBeLessThanOrEqual(policy.budget);
        expect(compared).toBeLessThanOrEqual(policy.budget * policy.attempts);
        expect(wins.filter((count) => count > 0)).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  test("each challenge is redeemed at most once, and only redeeming gives mails back", () => {
    fc.assert(
      fc.property(policies, steps, (policy, history) => {
        const { item, mailed, wins } = simulate(policy, history, true);
        expect(Math.max(0, ...wins)).toBeLessThanOrEqual(1);
        expect(item?.sends ?? 0).toBeLessThanOrEqual(mailed);
      }),
      { numRuns: 5_000 },
    );
  });
});

test("a person who types the newest code each time is never refused, however often a mail is sent again", () => {
  const resends = fc.array(fc.nat(1), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(resends, (again) => {
      let item: AddressItem | undefined;
      let nowMs = noonMs;
      again.forEach((times, i) => {
        for (let j = 0; j <= times; j++) {
          const request = aSend({
            challenge: `c_${i}`,
            code: `code ${i} ${j}`,
            resend: j > 0,
            budget: 2,
            nowMs,
          });
          const opened = open(item, request);
          expect(opened.outcome.kind).toBe("opened");
          item = opened.item;
          nowMs += minutes(1);
        }
        const attempt = anAttempt({
          challenge: `c_${i}`,
          code: `code ${i} ${times}`,
          attempt: `${i}`,
          nowMs,
        });
        const judged = judge(item, attempt);
        expect(judged.verdict.kind).toBe("right");
        item = judged.item;
      });
      expect(item?.sends).toBe(0);
    }),
  );
});
