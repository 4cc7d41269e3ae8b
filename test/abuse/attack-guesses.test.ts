import { afterAll, describe, expect, test } from "vitest";
import { createTable } from "../../src/store/dynamodb-table.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { otherThan } from "../e2e/support/codes.ts";
import { aCaller, aPolicy, aTenant } from "../support/callers.ts";
import { createEmulator } from "../support/emulator.ts";
import { clientInProcess, storeOn } from "../support/local-table.ts";
import { scriptedClock, seconds } from "../support/noon.ts";
import { type Figure, printFigures } from "./support/figures.ts";
import { inProcess } from "./support/in-process.ts";
import { answerOf, tallyOf } from "./support/tally.ts";

const figures: Figure[] = [];
afterAll(() => printFigures("guesses at one address:", figures));

const ada = "ada@example.com";

describe("of 32 guesses at once", () => {
  const ways = [
    { where: "in memory", challenges: 500, open: async () => createMemoryStore(scriptedClock().clock) },
    {
      where: "on DynamoDB",
      challenges: 60,
      async open() {
        const client = clientInProcess(createEmulator({ givesItem: true }));
        await createTable(client, "guesses");
        return storeOn({ client, table: "guesses" });
      },
    },
  ];

  test.for(ways)("one is compared, whichever it is: $where", async ({ where, challenges, open }) => {
    const { clock } = scriptedClock();
    const town = inProcess({ clock, store: await open() });
    const server = aCaller();
    const answers: string[] = [];
    let lucky = 0;
    for (let i = 0; i < challenges; i++) {
      const email = `user-${i}@example.com`;
      const { challengeId } = await town.send(server, "", { email });
      const right = town.mails.at(-1)?.code ?? "";
      const wrong = otherThan(right);
      // The right one stands anywhere among the wrong ones.
      const codes = Array.from({ length: 32 }, (_, j) => (j === i % 32 ? right : wrong));
      const told = await Promise.all(
        codes.map((code) => answerOf(town.verify(server, "", { challengeId, code }))),
      );
      answers.push(...told);
      lucky += told.filter((answer) => answer === "ok").length;
      expect(told.filter((answer) => answer !== "CHALLENGE_CLOSED")).toHaveLength(1);
    }
    expect(Object.keys(town.compared)).toHaveLength(challenges);
    expect(Math.max(...Object.values(town.compared))).toBe(1);
    const tally = tallyOf(answers);
    expect(tally.ok ?? 0).toBe(lucky);
    figures.push({
      attack: `32 guesses at once at each of ${challenges} challenges, ${where}`,
      tried: challenges * 32,
      outcome: `${sum(Object.values(town.compared))} compared, ${tally.CHALLENGE_CLOSED} told that it is closed`,
    });
  });
});

test.for([
  { attempts: 1, budget: 10 },
  { attempts: 3, budget: 10 },
  { attempts: 5, budget: 20 },
])(
  "with $attempts attempts and a budget of $budget no more guesses are compared than their product",
  async (policy) => {
    const { clock, pass } = scriptedClock();
    const tenant = aTenant({ policy: aPolicy({ ...policy, knownReserve: 0, cooldownMs: 0 }) });
    const town = inProcess({ clock });
    const server = aCaller(tenant);
    const challenges: string[] = [];
    let guesses = 0;
    for (let round = 0; round < 60; round++) {
      const resend = challenges.length > 0 && round % 3 === 0;
      const input = resend
        ? { email: "", challengeId: challenges[round % challenges.length] ?? "" }
        : { email: ada };
      const sent = await town.send(server, "", input).catch(() => undefined);
      if (sent !== undefined && !resend) challenges.push(sent.challengeId);
      for (const challengeId of challenges) {
        const wrong = `${String(guesses % 1_000_000).padStart(6, "0")}`;
        if (town.mails.some(({ code }) => code === wrong)) continue;
        guesses++;
        await answerOf(town.verify(server, "", { challengeId, code: wrong }));
      }
      pass(seconds(1));
    }
    const most = policy.attempts * policy.budget;
    expect(town.mails.length).toBeLessThanOrEqual(policy.budget);
    expect(sum(Object.values(town.compared))).toBeLessThanOrEqual(most);
    figures.push({
      attack: `new challenges, resends and wipes; ${policy.attempts} attempts, budget ${policy.budget}`,
      tried: guesses,
      outcome: `${town.mails.length} mails, ${sum(Object.values(town.compared))} compared (at most ${most})`,
    });
  },
);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
