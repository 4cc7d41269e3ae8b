import { afterAll, describe, expect, test } from "vitest";
import type { Caller } from "../../src/core/tenant.ts";
import { otherThan } from "../e2e/support/codes.ts";
import { aCaller, aTenant } from "../support/callers.ts";
import { minutes, scriptedClock, seconds } from "../support/noon.ts";
import { type Figure, printFigures } from "./support/figures.ts";
import { inProcess } from "./support/in-process.ts";
import { answerOf, tallyOf } from "./support/tally.ts";

const figures: Figure[] = [];
afterAll(() => printFigures("guesses at one address after the other:", figures));

const page: Caller = { ...aCaller(), keyKind: "publishable" };
const ada = "ada@example.com";

/** An IPv4 address for each number. */
const network = (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

describe("guessing at one address after the other", () => {
  const aGuess = async (town: ReturnType<typeof inProcess>, i: number) => {
    const sent = await town.send(page, network(i), { email: `user-${i}@example.com` });
    const code = otherThan(town.mails.at(-1)?.code ?? "");
    await answerOf(town.verify(page, network(i), { challengeId: sent.challengeId, code }));
    return sent;
  };
  const aSignIn = async (town: ReturnType<typeof inProcess>, i: number) => {
    const sent = await town.send(page, network(i), { email: `user-${i}@example.com` });
    const code = town.mails.at(-1)?.code ?? "";
    expect(await answerOf(town.verify(page, network(i), { challengeId: sent.challengeId, code }))).toBe("ok");
    return sent;
  };

  async function attacked() {
    const { clock, pass } = scriptedClock();
    const town = inProcess({ clock });
    let guesses = 0;
    while (town.attacks.length === 0) {
      await aGuess(town, guesses++);
      pass(100);
      expect(guesses).toBeLessThan(300);
    }
    return { town, pass, clock, guesses };
  }

  test("is noticed after some two hundred guesses: codes are longer, networks may do a quarter", async () => {
    const { town, guesses } = await attacked();
    expect(town.attacks).toMatchObject([{ event: "suspected", tenant: "acme" }]);
    const sent = await aSignIn(town, 1_000_000);
    expect(sent.codeLength).toBe(8);
    expect(town.mails.at(-1)?.code).toMatch(/^\d{8}$/);

    const sends: string[] = [];
    for (let i = 0; i < 10; i++)
      sends.push(await answerOf(town.send(page, "192.0.2.9", { email: `nine-${i}@example.com` })));
    expect(tallyOf(sends)).toEqual({ ok: 2, CALLER_LIMITED: 8 });
    const verifies: string[] = [];
    for (let i = 0; i < 30; i++)
      verifies.push(await answerOf(town.verify(page, "192.0.2.9", { challengeId: "nc1_made-up" })));
    expect(tallyOf(verifies)).toEqual({ CHALLENGE_UNKNOWN: 7, CALLER_LIMITED: 23 });
    figures.push({
      attack: "one guess at each address, until it is noticed",
      tried: guesses,
      outcome: `odds of a hit until then 1 in ${Math.round(1_000_000 / guesses)}; codes of 8 from then on`,
    });
  });

  test("leaves other tenants as they are", async () => {
    const { town } = await attacked();
    const globex = { ...page, tenant: aTenant({ id: "globex" }) };
    expect((await town.send(globex, "192.0.2.1", { email: ada })).codeLength).toBe(6);
  });

  test("is over when most attempts are right again, and then all is as before", async () => {
    const { town, pass, guesses } = await attacked();
    let signIns = 0;
    while (town.attacks.length < 2) {
      await aSignIn(town, 2_000_000 + signIns++);
      pass(100);
      expect(signIns).toBeLessThan(2_000);
    }
    expect(town.attacks.at(-1)).toMatchObject({ event: "over", tenant: "acme" });
    expect((await aSignIn(town, 3_000_000)).codeLength).toBe(6);
    figures.push({
      attack: "sign-ins until it is over again",
      tried: signIns,
      outcome: `after ${guesses} guesses`,
    });
  });

  test("is over when nobody calls for a while, which the next call notices; one more mistake is no attack", async () => {
    const { town, pass, clock } = await attacked();
    pass(minutes(60));
    const sent = await aGuess(town, 4_000_000);
    expect(sent.codeLength).toBe(6);
    expect(town.attacks).toMatchObject([{ event: "suspected" }, { event: "over", atMs: clock().getTime() }]);
  });

  test("is over when nobody calls just long enough, and does not begin again with a single mistake", async () => {
    const { town, pass, clock } = await attacked();
    while (town.limits.isUnderAttack(page.tenant, clock().getTime())) pass(seconds(1));
    for (let i = 0; i < 10; i++) await aGuess(town, 5_000_000 + i);
    expect(town.attacks.map(({ event }) => event)).toEqual(["suspected", "over"]);
  });

  test("cannot be hidden behind one right code that is told again and again", async () => {
    const { clock, pass } = scriptedClock();
    const town = inProcess({ clock });
    let guesses = 0;
    let repeats = 0;
    while (town.attacks.length === 0) {
      // A mailbox of the attacker's own once in ten guesses, and the same right answer twenty times over.
      if (guesses % 10 === 0) {
        const from = network(6_000_000 + guesses);
        const { challengeId } = await town.send(page, from, { email: `mine-${guesses}@evil.example` });
        const code = town.mails.at(-1)?.code ?? "";
        const attempt = { challengeId, code, attemptId: "attempt-id-of-an-attacker" };
        for (let i = 0; i < 20; i++, repeats++)
          expect(await answerOf(town.verify(page, from, attempt))).toBe("ok");
      }
      await aGuess(town, guesses++);
      pass(100);
      expect(guesses).toBeLessThan(300);
    }
    figures.push({
      attack: "the same, hidden behind right codes that are repeated",
      tried: guesses + repeats,
      outcome: `noticed after ${guesses} guesses, ${repeats} repetitions notwithstanding`,
    });
  });

  test("cannot be feigned by telling one wrong code again and again", async () => {
    const { clock } = scriptedClock();
    const town = inProcess({ clock });
    const server = aCaller();
    const { challengeId } = await town.send(server, "", { email: ada });
    const attempt = {
      challengeId,
      code: otherThan(town.mails.at(-1)?.code ?? ""),
      attemptId: "attempt-id-of-an-attacker",
    };
    for (let i = 0; i < 1_000; i++)
      expect(await answerOf(town.verify(server, "", attempt))).toBe("CODE_REJECTED");
    expect(town.attacks).toEqual([]);
  });

  test("does not change the codes of tests, which are fixed", async () => {
    const { town, clock } = await attacked();
    const until = new Date(clock().getTime() + minutes(60));
    const tenant = aTenant({ testAddresses: [{ email: "reviewer@example.com", code: "246810", until }] });
    const sent = await town.send({ ...page, tenant }, "192.0.2.1", { email: "reviewer@example.com" });
    expect(sent.codeLength).toBe(6);
    expect((await town.send({ ...aCaller(), test: true }, "", { email: ada })).codeLength).toBe(6);
  });
});
