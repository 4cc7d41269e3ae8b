import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { aTenantEntry } from "../config/support/tenants.ts";
import { allProtocols, connect } from "../e2e/support/protocols.ts";
import { refusalOf } from "../e2e/support/refusal.ts";
import { dump, openLocalTable, storeOn } from "../support/local-table.ts";
import { scriptedClock } from "../support/noon.ts";
import { fromServer, secretKey } from "./support/keys.ts";
import { mailbox, neighbours, refused, spellings } from "./support/spellings.ts";
import { startWithTenants, type TenantsService } from "./support/tenants-service.ts";

const key = secretKey();

function start(
  world: object = {},
  policy: object = { cool_down: "0s", budget: 1000, known_reserve: 0 },
): Promise<TenantsService> {
  return startWithTenants([aTenantEntry({ policy, keys: [key.entry] })], { world });
}

describe.for(allProtocols)("over %s", (protocol) => {
  test.for(spellings)(
    "$what is one mailbox: what is mailed, kept and stated is the same",
    async ({ typed }) => {
      const items = createMemoryItems();
      const { clock } = scriptedClock();
      await using service = await start({ clock, store: createMemoryStore(clock, items) });
      const client = connect(protocol, { url: service.url, headers: fromServer(key) });
      await client.sendCode({ email: mailbox });
      const { challengeId } = await client.sendCode({ email: typed });

      expect(service.mails.map(({ to }) => to)).toEqual([mailbox, mailbox]);
      expect([...items].map(([, { sends }]) => sends)).toEqual([2]);
      const { email, receipt } = await client.verifyCode({ challengeId, code: service.codeFor(mailbox) });
      expect(email).toBe(mailbox);
      expect(decodeJwt(receipt).email).toBe(mailbox);
    },
  );

  test("whatever else was typed is clearly refused, and nothing is mailed", async () => {
    await using service = await start();
    const client = connect(protocol, { url: service.url, headers: fromServer(key) });
    for (const { what, typed } of refused) {
      const { reason, fields } = await refusalOf(client.sendCode({ email: typed }));
      expect({ what, reason, fields }).toEqual({ what, reason: "EMAIL_INVALID", fields: ["email"] });
    }
    expect(service.mails).toEqual([]);
  });
});

test("there are fifty spellings and more", () => {
  expect(spellings.length + refused.length).toBeGreaterThanOrEqual(50);
});

test("all spellings of a mailbox share one budget, so that another spelling is no way around it", async () => {
  await using service = await start({}, { cool_down: "0s", budget: 3, known_reserve: 0 });
  const client = connect("Connect in JSON", { url: service.url, headers: fromServer(key) });
  const [, ...others] = spellings;
  for (const { typed } of others.slice(0, 3)) await client.sendCode({ email: typed });
  for (const { typed } of others)
    expect((await refusalOf(client.sendCode({ email: typed }))).reason).toBe("ADDRESS_LIMITED");
  expect(service.mails).toHaveLength(3);
});

test("all spellings share one item of the table, and neighbours have their own", async () => {
  const table = await openLocalTable();
  try {
    await using service = await start({ clock: scriptedClock().clock, store: storeOn(table) });
    const client = connect("gRPC", { url: service.url, headers: fromServer(key) });
    for (const { typed } of spellings) await client.sendCode({ email: typed });
    const [item, ...others] = await dump(table);
    expect(others).toEqual([]);
    expect(item?.n).toEqual({ N: String(spellings.length) });
    for (const { typed } of neighbours) await client.sendCode({ email: typed });
    expect(await dump(table)).toHaveLength(1 + neighbours.length);
    expect(new Set(service.mails.map(({ to }) => to)).size).toBe(1 + neighbours.length);
    expect(JSON.stringify(await dump(table))).not.toMatch(/lovelace|example/i);
  } finally {
    await table.close();
  }
});

test("a list in JSON where one address belongs is refused, whoever is on it", async () => {
  await using service = await start();
  for (const email of [
    ["ada@example.com"],
    ["ada@example.com", "eve@evil.example"],
    { to: "ada@example.com" },
    7,
    true,
  ]) {
    const response = await fetch(`${service.url}/nopass.v1.NoPassService/SendCode`, {
      method: "POST",
      headers: { "content-type": "application/json", ...fromServer(key) },
      body: JSON.stringify({ email }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("example");
  }
  expect(service.mails).toEqual([]);
});

test("a policy that keeps the case keeps it everywhere alike", async () => {
  await using service = await start({}, { cool_down: "0s", keep_local_case: true });
  const client = connect("Connect in JSON", { url: service.url, headers: fromServer(key) });
  for (const local of ["Ada", "ada", "ADA"]) {
    const { challengeId } = await client.sendCode({ email: `${local}@Example.COM` });
    const email = `${local}@example.com`;
    const verified = await client.verifyCode({ challengeId, code: service.codeFor(email) });
    expect([verified.email, decodeJwt(verified.receipt).email]).toEqual([email, email]);
  }
});
