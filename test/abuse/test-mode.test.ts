import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { aTenantEntry } from "../config/support/tenants.ts";
import { allProtocols, connect } from "../e2e/support/protocols.ts";
import { reasonOf } from "../e2e/support/refusal.ts";
import { hours, minutes, noonMs, scriptedClock, seconds } from "../support/noon.ts";
import { keyringSetting } from "./support/keyring.ts";
import { fromPage, fromServer, publishableKey, secretKey } from "./support/keys.ts";
import { post } from "./support/post.ts";
import { tallyOf } from "./support/tally.ts";
import { startWithTenants, type TenantsService } from "./support/tenants-service.ts";

const live = secretKey();
const livePage = publishableKey();
const forTests = secretKey({}, "test");
const testPage = publishableKey({}, "test");

const email = "ada@example.com";
const reviewer = "reviewer@example.com";
const reviewersCode = "246810";
const zeros = "000000";
const endMs = noonMs + hours(1);

/** Limits that hold back the second call of anybody who is counted. */
const tight = {
  network_sends: { count: 1, per: "24h" },
  network_verifies: { count: 1, per: "24h" },
  key_calls: { count: 1, per: "24h" },
  daily_sends: 1,
};

function start(world: object = scriptedClock(), tenant: object = {}): Promise<TenantsService> {
  const test_addresses = [{ email: reviewer, code: reviewersCode, until: new Date(endMs).toISOString() }];
  const keys = [live, livePage, forTests, testPage].map(({ entry }) => entry);
  return startWithTenants([aTenantEntry({ test_addresses, keys, ...tenant })], {
    world,
    env: keyringSetting(),
  });
}

interface Verified {
  readonly email?: string;
  readonly test?: boolean;
  readonly receipt?: string;
  readonly knownDevice?: string;
}

async function send(
  { url }: TenantsService,
  headers: Record<string, string>,
  fields: object,
): Promise<string> {
  const { reason, message } = await post(url, "SendCode", headers, fields);
  return reason ?? String(message.challengeId);
}

async function verify(
  { url }: TenantsService,
  headers: Record<string, string>,
  challengeId: string,
  code: string,
) {
  const { reason, message } = await post(url, "VerifyCode", headers, { challengeId, code });
  return { reason, ...(message as Verified) };
}

describe.for([
  ["a test key", fromServer(forTests)],
  ["a test key on a page", fromPage(testPage)],
] as const)("with %s", ([, headers]) => {
  test("nothing is mailed, the code is zeros, and the receipt says that it was a test", async () => {
    await using service = await start();
    const challengeId = await send(service, headers, { email });
    const { receipt = "", ...verified } = await verify(service, headers, challengeId, zeros);
    expect(verified).toMatchObject({ email, test: true });
    expect(decodeJwt(receipt)).toMatchObject({ email, test: true, aud: "acme" });
    expect(service.mails).toEqual([]);
  });

  test("no device becomes known", async () => {
    await using service = await start();
    const challengeId = await send(service, headers, { email });
    expect((await verify(service, headers, challengeId, zeros)).knownDevice ?? "").toBe("");
  });

  test("a wrong code wipes as ever", async () => {
    await using service = await start();
    const challengeId = await send(service, headers, { email });
    expect((await verify(service, headers, challengeId, "000001")).reason).toBe("CODE_REJECTED");
    expect((await verify(service, headers, challengeId, zeros)).reason).toBe("CHALLENGE_CLOSED");
  });

  test("a code expires as ever", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    const challengeId = await send(service, headers, { email });
    pass(minutes(5));
    expect((await verify(service, headers, challengeId, zeros)).reason).toBe("CHALLENGE_EXPIRED");
  });

  test("fifty sends and attempts in a row meet no limit", async () => {
    await using service = await start(scriptedClock(), { limits: tight });
    const reasons: string[] = [];
    for (let i = 0; i < 50; i++) {
      const challengeId = await send(service, headers, { email });
      reasons.push((await verify(service, headers, challengeId, zeros)).reason ?? "ok");
    }
    expect(tallyOf(reasons)).toEqual({ ok: 50 });
    expect(service.mails).toEqual([]);
  });

  test("fifty sends that nobody redeems meet no limit, also all at once", async () => {
    await using service = await start(scriptedClock(), { limits: tight });
    const sends = Array.from({ length: 50 }, () => send(service, headers, { email }));
    for (const sent of await Promise.all(sends)) expect(sent).toMatch(/^nc1_/);
  });

  test("the addresses of tests keep their own code", async () => {
    await using service = await start();
    const challengeId = await send(service, headers, { email: reviewer });
    expect((await verify(service, headers, challengeId, reviewersCode)).test).toBe(true);
  });

  test("a live challenge is out of reach: it is neither mailed again nor judged", async () => {
    await using service = await start();
    const challengeId = await send(service, fromServer(live), { email });
    const code = service.codeFor(email);
    expect(await send(service, headers, { challengeId })).toBe("CHALLENGE_UNKNOWN");
    expect((await verify(service, headers, challengeId, code)).reason).toBe("CHALLENGE_UNKNOWN");
    expect(service.mails).toHaveLength(1);
    expect((await verify(service, fromServer(live), challengeId, code)).reason).toBeUndefined();
  });
});

test("with a live key a test's challenge proves no more than with its own", async () => {
  await using service = await start();
  const challengeId = await send(service, fromServer(forTests), { email });
  const { receipt = "", test } = await verify(service, fromServer(live), challengeId, zeros);
  expect(test).toBe(true);
  expect(decodeJwt(receipt)).toMatchObject({ test: true });
});

test("with a live key zeros are wrong, and its receipts say nothing of tests", async () => {
  await using service = await start();
  const first = await send(service, fromServer(live), { email: "grace@example.com" });
  const isZeros = service.codeFor("grace@example.com") === zeros;
  if (!isZeros) expect((await verify(service, fromServer(live), first, zeros)).reason).toBe("CODE_REJECTED");
  const challengeId = await send(service, fromServer(live), { email });
  const { receipt = "", test } = await verify(service, fromServer(live), challengeId, service.codeFor(email));
  expect(test ?? false).toBe(false);
  expect(decodeJwt(receipt)).not.toHaveProperty("test");
});

describe.for([
  ["a server", fromServer(live)],
  ["a page", fromPage(livePage)],
] as const)("a test address, with the live key of %s", ([, headers]) => {
  test("is never mailed, has its code, and its receipts say that it was a test", async () => {
    await using service = await start();
    const challengeId = await send(service, headers, { email: " Reviewer@EXAMPLE.com" });
    const { receipt = "", ...verified } = await verify(service, headers, challengeId, reviewersCode);
    expect(verified).toMatchObject({ email: reviewer, test: true });
    expect(decodeJwt(receipt)).toMatchObject({ email: reviewer, test: true });
    expect(service.mails).toEqual([]);
  });

  test("meets no limit, and leaves the limits to others as they were", async () => {
    await using service = await start(scriptedClock(), { limits: tight });
    for (let i = 0; i < 50; i++) {
      const challengeId = await send(service, headers, { email: reviewer });
      expect((await verify(service, headers, challengeId, reviewersCode)).reason).toBeUndefined();
    }
    expect(await send(service, headers, { email })).toMatch(/^nc1_/);
    expect(await send(service, headers, { email: "grace@example.com" })).toBe("CALLER_LIMITED");
  });

  test("is wiped by a wrong code, and zeros are wrong", async () => {
    await using service = await start();
    const challengeId = await send(service, headers, { email: reviewer });
    expect((await verify(service, headers, challengeId, zeros)).reason).toBe("CODE_REJECTED");
    expect((await verify(service, headers, challengeId, reviewersCode)).reason).toBe("CHALLENGE_CLOSED");
  });

  test("is an address like any other from its end date on", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    pass(hours(1) - 1);
    await send(service, headers, { email: reviewer });
    expect(service.mails).toEqual([]);
    pass(1);
    const challengeId = await send(service, headers, { email: reviewer });
    expect(service.mails).toHaveLength(1);
    const { receipt = "", test } = await verify(service, headers, challengeId, service.codeFor(reviewer));
    expect(test ?? false).toBe(false);
    expect(decodeJwt(receipt)).not.toHaveProperty("test");
  });

  test("that is asked for again past its end date is not mailed for the test's challenge either", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    pass(hours(1) - seconds(30));
    const challengeId = await send(service, headers, { email: reviewer });
    pass(minutes(1));
    expect(await send(service, headers, { challengeId })).toBe(challengeId);
    expect(service.mails).toEqual([]);
    expect((await verify(service, headers, challengeId, reviewersCode)).test).toBe(true);
  });
});

test("tests touch neither the budget nor the cool-down nor the item of the real address", async () => {
  const items = createMemoryItems();
  const { clock } = scriptedClock();
  await using service = await start({ clock, store: createMemoryStore(clock, items) });
  await send(service, fromServer(live), { email });
  const [[name = "", before] = []] = items;
  for (let i = 0; i < 50; i++) await send(service, fromServer(forTests), { email });
  expect(items.size).toBe(2);
  expect(items.get(name)).toEqual(before);
  expect(before?.sends).toBe(1);
});

test("a test address that becomes real begins with its whole budget", async () => {
  const { clock, pass } = scriptedClock();
  await using service = await start({ clock }, { policy: { budget: 2, known_reserve: 0, cool_down: "0s" } });
  for (let i = 0; i < 20; i++) await send(service, fromServer(live), { email: reviewer });
  pass(hours(1));
  for (let i = 0; i < 2; i++)
    expect(await send(service, fromServer(live), { email: reviewer })).toMatch(/^nc1_/);
  expect(await send(service, fromServer(live), { email: reviewer })).toBe("ADDRESS_LIMITED");
});

test.for(allProtocols)("a test is a test over %s", async (protocol) => {
  await using service = await start();
  const client = connect(protocol, { url: service.url, headers: fromServer(forTests) });
  const { challengeId } = await client.sendCode({ email });
  const { receipt } = await client.verifyCode({ challengeId, code: zeros });
  expect(decodeJwt(receipt)).toMatchObject({ email, test: true });
  expect(await reasonOf(client.verifyCode({ challengeId, code: "000001" }))).toBe("CHALLENGE_CLOSED");
  expect(service.mails).toEqual([]);
});
