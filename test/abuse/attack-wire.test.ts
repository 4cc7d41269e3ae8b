import { afterAll, describe, expect, test } from "vitest";
import type { ChallengeStore } from "../../src/core/ports.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { aTenantEntry } from "../config/support/tenants.ts";
import type { Client } from "../e2e/support/clients/client.ts";
import { otherThan } from "../e2e/support/codes.ts";
import { scriptedClock, seconds } from "../support/noon.ts";
import { type Figure, printFigures } from "./support/figures.ts";
import { keyringSetting } from "./support/keyring.ts";
import { fromPage, fromServer, publishableKey, secretKey, type TestKey } from "./support/keys.ts";
import { allPaths, connectBy } from "./support/paths.ts";
import { post } from "./support/post.ts";
import { answerOf, tallyOf } from "./support/tally.ts";
import { behindProxy, startWithTenants, unlimited } from "./support/tenants-service.ts";

const figures: Figure[] = [];
afterAll(() => printFigures("attacks over the wire:", figures));

const page = publishableKey();
const server = secretKey();
const theirPage = publishableKey();
const ada = "ada@example.com";
const network = (i: number) => `10.0.${i >> 8}.${i & 255}`;

/** A service that counts the codes which its store compared, by the item of their address. */
async function startCounting(differences: object = {}) {
  const { clock, pass } = scriptedClock();
  const compared: Record<string, number> = {};
  const memory = createMemoryStore(clock);
  const store: ChallengeStore = {
    ...memory,
    async judge(request) {
      const verdict = await memory.judge(request);
      if (verdict.kind === "right" || verdict.kind === "wrong")
        compared[request.address] = (compared[request.address] ?? 0) + 1;
      return verdict;
    },
  };
  const tenants = [
    aTenantEntry({ keys: [page.entry, server.entry], ...differences }),
    aTenantEntry({ id: "globex", keys: [theirPage.entry], ...differences }),
  ];
  const service = await startWithTenants(tenants, {
    world: { clock, store },
    env: { ...behindProxy, ...keyringSetting() },
  });
  return { service, pass, compared };
}

test("five hundred networks get seven mails to one mailbox", async () => {
  const { service, pass } = await startCounting();
  await using _ = service;
  const answers: string[] = [];
  for (let i = 0; i < 500; i++) {
    const { reason } = await post(service.url, "SendCode", fromPage(page, network(i)), { email: ada });
    answers.push(reason ?? "ok");
    pass(seconds(2));
  }
  expect(tallyOf(answers).ok).toBe(7);
  expect(service.mails).toHaveLength(7);
  figures.push({ attack: "500 networks, one mailbox", tried: 500, outcome: `${service.mails.length} mails` });
});

test("one network gets ten mails out at once, to however many mailboxes", async () => {
  const { service } = await startCounting();
  await using _ = service;
  const sends = Array.from({ length: 500 }, (_, i) =>
    post(service.url, "SendCode", fromPage(page, network(1)), { email: `user-${i}@example.com` }),
  );
  const tally = tallyOf((await Promise.all(sends)).map(({ reason }) => reason ?? "ok"));
  expect(tally).toEqual({ ok: 10, CALLER_LIMITED: 490 });
  expect(service.mails).toHaveLength(10);
  figures.push({ attack: "one network, 500 mailboxes at once", tried: 500, outcome: "10 mails" });
});

test("of 32 guesses at once, over every protocol, one is compared", async () => {
  const { service, compared } = await startCounting({ limits: unlimited });
  await using _ = service;
  const clients = allPaths.map((path) => connectBy(path, { url: service.url, headers: fromServer(server) }));
  const answers: string[] = [];
  for (let i = 0; i < 40; i++) {
    const email = `user-${i}@example.com`;
    const { challengeId } = await at(clients, i).sendCode({ email });
    const right = service.codeFor(email);
    const codes = Array.from({ length: 32 }, (_, j) => (j === (i * 7) % 32 ? right : otherThan(right)));
    const told = await Promise.all(
      codes.map((code, j) => answerOf(at(clients, j).verifyCode({ challengeId, code }))),
    );
    expect(told.filter((answer) => answer !== "CHALLENGE_CLOSED")).toHaveLength(1);
    answers.push(...told);
  }
  expect(Object.values(compared)).toEqual(Array(40).fill(1));
  figures.push({
    attack: "32 guesses at once at each of 40 challenges, on 9 paths",
    tried: answers.length,
    outcome: `${Object.keys(compared).length} compared`,
  });
});

test("guesses at one address, spread over challenges, tenants and protocols, stay within the budget of each tenant", async () => {
  const { service, pass, compared } = await startCounting({ limits: unlimited, policy: { cool_down: "0s" } });
  await using _ = service;
  const as = (key: TestKey) =>
    allPaths.map((path) => connectBy(path, { url: service.url, headers: fromPage(key) }));
  const tenants = [as(page), as(theirPage)];
  const challenges: string[] = [];
  let tried = 0;
  for (let round = 0; round < 30; round++)
    for (const clients of tenants) {
      const sent = await at(clients, round)
        .sendCode({ email: ada })
        .catch(() => undefined);
      if (sent !== undefined) challenges.push(sent.challengeId);
      const code = otherThan(service.mails.at(-1)?.code ?? "");
      // The newest challenge of each tenant, with the key of either.
      for (const challengeId of challenges.slice(-2))
        for (const [i, client] of clients.slice(0, 3).entries()) {
          tried++;
          expect(
            await answerOf(client.verifyCode({ challengeId, code: code.replace(/.$/, String(i)) })),
          ).not.toBe("ok");
        }
      pass(seconds(1));
    }
  expect(service.mails).toHaveLength(14);
  expect(Object.values(compared)).toHaveLength(2);
  for (const count of Object.values(compared)) expect(count).toBeLessThanOrEqual(7);
  figures.push({
    attack: "one address; challenges, two tenants and 9 paths mixed",
    tried,
    outcome: `${service.mails.length} mails, ${Object.values(compared).join(" + ")} compared`,
  });
});

describe("one guess at each address after the other", () => {
  test("is told to the operator; codes are two longer, networks may do a quarter, until it is over", async () => {
    const { service, pass } = await startCounting();
    await using _ = service;
    const events = () =>
      service.logs.map((line) => JSON.parse(line)).filter(({ event }) => /^attack_/.test(event));
    const send = async (i: number, from = network(i)) =>
      post(service.url, "SendCode", fromPage(page, from), { email: `user-${i}@example.com` });
    const judge = async (i: number, right: boolean) => {
      const { message } = await send(i);
      const code = service.codeFor(`user-${i}@example.com`);
      const attempt = { challengeId: message.challengeId, code: right ? code : otherThan(code) };
      await post(service.url, "VerifyCode", fromPage(page, network(i)), attempt);
      pass(10);
      return message;
    };
    let guesses = 0;
    while (events().length === 0 && guesses < 300) await judge(guesses++, false);
    expect(events()).toMatchObject([{ event: "attack_suspected", tenant: "acme" }]);
    expect(await judge(1_000, true)).toMatchObject({ codeLength: 8 });
    const attacker = await Promise.all(Array.from({ length: 10 }, (_, i) => send(2_000 + i, "192.0.2.1")));
    expect(tallyOf(attacker.map(({ reason }) => reason ?? "ok"))).toEqual({ ok: 2, CALLER_LIMITED: 8 });

    let signIns = 0;
    while (events().length < 2 && signIns < 700) await judge(3_000 + signIns++, true);
    expect(events().at(-1)).toMatchObject({ event: "attack_over", tenant: "acme" });
    expect(await judge(9_000, true)).toMatchObject({ codeLength: 6 });
    expect(JSON.stringify(events())).not.toMatch(/user-|@|10\.0\./);
    figures.push({
      attack: "one guess at each address",
      tried: guesses,
      outcome: `noticed then; over after ${signIns} sign-ins`,
    });
  });
});

/** The clients take turns. */
function at(clients: readonly Client[], i: number): Client {
  return clients[i % clients.length] as Client;
}
