import { describe, expect, test } from "vitest";
import { parseTenants } from "../../src/config/tenants.ts";
import { problemsIn } from "./support/settings.ts";
import { aTenantEntry, aTenantsFile } from "./support/tenants.ts";

describe("a policy under which codes are guessed too easily", () => {
  test.for([
    { policy: { budget: 1_001 }, odds: "1 in 999", by: "1.001" },
    { policy: { budget: 2_000 }, odds: "1 in 500", by: "2" },
    { policy: { budget: 500, attempts: 5 }, odds: "1 in 400", by: "2.5" },
    { policy: { budget: 100_000, attempts: 5 }, odds: "1 in 2", by: "500" },
  ])("is refused: $policy has odds of $odds, $by times too much", ({ policy, odds, by }) => {
    const [problem, ...others] = problemsIn(() => parseTenants(aTenantsFile(aTenantEntry({ policy }))));
    expect(others).toEqual([]);
    expect(problem).toContain(
      `odds of ${odds} per address and day, which is ${by} times the most allowed (1 in 1000)`,
    );
    expect(problem).toMatch(/lower budget or attempts, or make codes longer$/);
  });

  test.for([
    { budget: 1_000 },
    { budget: 200, attempts: 5 },
    { budget: 100_000, code: { length: 8 } },
    { budget: 100_000, attempts: 5, code: { alphabet: "base32", length: 8 } },
  ])("is not this: %o", (policy) => {
    expect(problemsIn(() => parseTenants(aTenantsFile(aTenantEntry({ policy }))))).toEqual([]);
  });
});
