import { describe, expect, test } from "vitest";
import { defaultPolicy, guessOdds, maxGuessOdds } from "../../src/core/policy.ts";
import { aPolicy } from "../support/callers.ts";

const digits = (length: number) => ({ alphabet: "digits", length }) as const;
const base32 = (length: number) => ({ alphabet: "base32", length }) as const;

describe("the odds of guessing a code within a day", () => {
  test.for([
    { policy: {}, odds: 1e-5, runs: true },
    { policy: { budget: 1000 }, odds: 1e-3, runs: true },
    { policy: { budget: 1001 }, odds: 1.001e-3, runs: false },
    { policy: { attempts: 5 }, odds: 5e-5, runs: true },
    { policy: { attempts: 5, budget: 201 }, odds: 1.005e-3, runs: false },
    { policy: { code: digits(8) }, odds: 1e-7, runs: true },
    { policy: { code: digits(8), budget: 100_000 }, odds: 1e-3, runs: true },
    { policy: { code: base32(8), budget: 100_000, attempts: 5 }, odds: 500_000 / 2 ** 40, runs: true },
  ])("$policy: $odds", ({ policy, odds, runs }) => {
    expect(guessOdds(aPolicy(policy))).toBeCloseTo(odds, 12);
    expect(guessOdds(aPolicy(policy)) <= maxGuessOdds).toBe(runs);
  });

  test("are those of the README for the policy of a tenant that states none", () => {
    expect(defaultPolicy).toMatchObject({
      code: digits(6),
      ttlMs: 300_000,
      maxTtlMs: 3_600_000,
      attempts: 1,
      budget: 10,
      cooldownMs: 30_000,
      keepLocalCase: false,
    });
  });
});
