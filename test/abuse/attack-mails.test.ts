import { afterAll, expect, test } from "vitest";
import { windowAt } from "../../src/core/address-key.ts";
import type { Caller } from "../../src/core/tenant.ts";
import { aCaller, aTenant } from "../support/callers.ts";
import { aKeyring } from "../support/keyrings.ts";
import { scriptedClock, seconds } from "../support/noon.ts";
import { type Figure, printFigures } from "./support/figures.ts";
import { inProcess } from "./support/in-process.ts";
import { answerOf, tallyOf } from "./support/tally.ts";

const figures: Figure[] = [];
afterAll(() => printFigures("attacks by mail, with the default limits:", figures));

const page: Caller = { ...aCaller(), keyKind: "publishable" };
const ada = "ada@example.com";

/** An IPv4 address for each number. */
const network = (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

test("ten thousand networks that take turns for a day get seven mails to a mailbox in each window", async () => {
  const { clock, pass } = scriptedClock();
  const keyring = aKeyring();
  const town = inProcess({ clock, keyring });
  const mailsOfWindow: Record<number, number> = {};
  let guesses = 0;
  for (let i = 0; i < 10_000; i++) {
    const nowMs = clock().getTime();
    const before = town.mails.length;
    const sent = await town.send(page, network(i), { email: ada }).catch(() => undefined);
    const window = windowAt(keyring.primary, "acme", ada, nowMs);
    mailsOfWindow[window] = (mailsOfWindow[window] ?? 0) + town.mails.length - before;
    for (const code of ["000000", "111111", "222222"])
      if (sent !== undefined && ++guesses > 0)
        await answerOf(town.verify(page, network(i), { challengeId: sent.challengeId, code }));
    pass(seconds(8.64));
  }
  const compared = Object.values(town.compared);
  expect(Object.values(mailsOfWindow)).toHaveLength(2);
  for (const mails of Object.values(mailsOfWindow)) expect(mails).toBe(7);
  expect(Math.max(...compared)).toBeLessThanOrEqual(7);
  figures.push({
    attack: "10,000 networks, one mailbox, 24 h",
    tried: 10_000,
    outcome: `${Object.values(mailsOfWindow).join(" + ")} mails in two windows; of ${guesses} guesses ${sum(compared)} compared`,
  });
});

test("one network gets nineteen mails out in ten minutes, to however many mailboxes", async () => {
  const { clock, pass } = scriptedClock();
  const town = inProcess({ clock });
  const answers: string[] = [];
  for (let i = 0; i < 10_000; i++) {
    answers.push(await answerOf(town.send(page, "192.0.2.1", { email: `user-${i}@example.com` })));
    pass(60);
  }
  expect(tallyOf(answers)).toEqual({ ok: 19, CALLER_LIMITED: 9_981 });
  expect(town.mails).toHaveLength(19);
  figures.push({ attack: "one network, 10,000 mailboxes, 10 min", tried: 10_000, outcome: "19 mails" });
});

test("a /48 of IPv6 is no single network: what holds it is the tenant's day", async () => {
  const { clock } = scriptedClock();
  const limits = { ...aTenant().limits, dailySends: 500 };
  const caller = { ...page, tenant: aTenant({ limits }) };
  const town = inProcess({ clock });
  const answers: string[] = [];
  for (let i = 0; i < 10_000; i++)
    answers.push(
      await answerOf(
        town.send(caller, `2001:db8:7:${i.toString(16)}::/64`, { email: `user-${i}@example.com` }),
      ),
    );
  expect(tallyOf(answers)).toEqual({ ok: 500, CALLER_LIMITED: 9_500 });
  figures.push({
    attack: "10,000 /64s of one /48, 10,000 mailboxes",
    tried: 10_000,
    outcome: "500 mails, where daily_sends is 500 (all, where it is not set)",
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
