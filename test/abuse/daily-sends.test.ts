import { afterAll, beforeAll, expect, test } from "vitest";
import type { Delivery } from "../../src/core/ports.ts";
import type { World } from "../../src/world.ts";
import { createDynamoStores } from "../../src/world.ts";
import { aTenantEntry } from "../config/support/tenants.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { type LocalTable, localClient, openLocalTable } from "../support/local-table.ts";
import { hours, scriptedClock } from "../support/noon.ts";
import { fromServer, secretKey, type TestKey } from "./support/keys.ts";
import { post } from "./support/post.ts";
import { tallyOf } from "./support/tally.ts";
import { startWithTenants, type TenantsService } from "./support/tenants-service.ts";

let table: LocalTable;
beforeAll(async () => {
  table = await openLocalTable();
});
afterAll(() => table.close());

/** All instances of one service have the same key ring. */
const keyring = `k1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`;
const key = secretKey();
const theirs = secretKey();
let addresses = 0;
let tenants = 0;

/** Each test has a tenant of its own: the table remembers the day. */
async function instances(
  count: number,
  dailySends: number,
  world: Partial<World>,
  deliveries?: readonly Delivery[],
) {
  const limits = { daily_sends: dailySends };
  const entries = [
    aTenantEntry({ id: `acme-${tenants++}`, limits, keys: [key.entry] }),
    aTenantEntry({ id: `globex-${tenants}`, limits, keys: [theirs.entry] }),
  ];
  const env = { NOPASS_KEYRING: keyring };
  const options = { world, env, ...(deliveries === undefined ? {} : { deliveries }) };
  const services = await Promise.all(Array.from({ length: count }, () => startWithTenants(entries, options)));
  return {
    services,
    mails: () => services.reduce((sum, { mails }) => sum + mails.length, 0),
    async [Symbol.asyncDispose]() {
      await Promise.all(services.map((service) => service.stop()));
    },
  };
}

async function send(service: TenantsService | undefined, as: TestKey = key, fields: object = {}) {
  const body = { email: `ada-${addresses++}@example.com`, ...fields };
  return post(service?.url ?? "", "SendCode", fromServer(as), body);
}

const onTable = () => createDynamoStores(table.client, table.table);

test("two services over one table mail exactly as many as the day allows, however they are called", async () => {
  const { clock } = scriptedClock();
  await using town = await instances(2, 250, { clock, ...onTable() });
  const reasons: string[] = [];
  for (let batch = 0; batch < 10; batch++) {
    const calls = Array.from({ length: 32 }, (_, i) => send(town.services[i % 2]));
    reasons.push(...(await Promise.all(calls)).map(({ reason }) => reason ?? "ok"));
  }
  expect(tallyOf(reasons)).toEqual({ ok: 250, CALLER_LIMITED: 70 });
  expect(town.mails()).toBe(250);
});

test("an instance that comes late finds what the others left", async () => {
  const { clock } = scriptedClock();
  await using town = await instances(3, 120, { clock, ...onTable() });
  const tally: string[] = [];
  for (const service of town.services)
    for (let i = 0; i < 50; i++) tally.push((await send(service)).reason ?? "ok");
  expect(tallyOf(tally)).toEqual({ ok: 120, CALLER_LIMITED: 30 });
});

test("who comes when the day is spent is told to come at midnight, UTC, and is let in then", async () => {
  const { clock, pass } = scriptedClock();
  await using town = await instances(2, 3, { clock, ...onTable() });
  for (let i = 0; i < 3; i++) await send(town.services[i % 2]);
  for (const service of town.services) {
    const { status, reason, headers, message } = await send(service);
    expect({ status, reason, after: headers["retry-after"] }).toEqual({
      status: 429,
      reason: "CALLER_LIMITED",
      after: String(hours(12) / 1000),
    });
    expect(message.details).toMatchObject([{}, { debug: { retryDelay: `${hours(12) / 1000}s` } }]);
  }
  pass(hours(12) - 1);
  expect((await send(town.services[0])).reason).toBe("CALLER_LIMITED");
  pass(1);
  expect((await send(town.services[0])).reason).toBeUndefined();
});

test("the day of one tenant is not another's", async () => {
  const { clock } = scriptedClock();
  await using town = await instances(1, 2, { clock, ...onTable() });
  const [service] = town.services;
  for (let i = 0; i < 3; i++) await send(service);
  expect((await send(service)).reason).toBe("CALLER_LIMITED");
  expect((await send(service, theirs)).reason).toBeUndefined();
});

test("a mail that certainly never left is not counted, nor a send that its address refuses", async () => {
  const { clock } = scriptedClock();
  const refused = { kind: "refused", cause: new Error("throttled") } as const;
  await using town = await instances(1, 2, { clock, ...onTable() }, [refused, refused, refused]);
  const [service] = town.services;
  for (let i = 0; i < 3; i++) expect((await send(service)).reason).toBe("DELIVERY_FAILED");
  const email = "grace@example.com";
  expect((await send(service, key, { email })).reason).toBeUndefined();
  for (let i = 0; i < 3; i++) expect((await send(service, key, { email })).reason).toBe("COOLING_DOWN");
  expect((await send(service)).reason).toBeUndefined();
  expect((await send(service)).reason).toBe("CALLER_LIMITED");
});

test("a send that is repeated with its idempotency key is counted once", async () => {
  const { clock } = scriptedClock();
  await using town = await instances(1, 2, { clock, ...onTable() });
  const [service] = town.services;
  const fields = { email: "grace@example.com", idempotencyKey: "idempotency-key-of-grace-1" };
  for (let i = 0; i < 5; i++) expect((await send(service, key, fields)).reason).toBeUndefined();
  expect((await send(service)).reason).toBeUndefined();
  expect((await send(service)).reason).toBe("CALLER_LIMITED");
});

test("a hundred calls after the end of the day cost the table next to nothing", async () => {
  const proxy = await startFaultProxy(table.endpoint);
  const client = localClient(proxy.endpoint);
  try {
    const { clock } = scriptedClock();
    await using town = await instances(1, 1, { clock, ...createDynamoStores(client, table.table) });
    const [service] = town.services;
    await send(service);
    const writes = () => proxy.calls.UpdateItem ?? 0;
    const before = writes();
    const calls = Array.from({ length: 100 }, () => send(service));
    for (const { reason } of await Promise.all(calls)) expect(reason).toBe("CALLER_LIMITED");
    expect(writes() - before).toBeLessThanOrEqual(1);
  } finally {
    client.destroy();
    await proxy.close();
  }
});

test("a day that was raised by an edit goes on at once", async () => {
  const { clock } = scriptedClock();
  await using town = await instances(1, 1, { clock, lookEveryMs: 10, ...onTable() });
  const [service] = town.services;
  await send(service);
  expect((await send(service)).reason).toBe("CALLER_LIMITED");
  const id = `acme-${tenants - 1}`;
  await service?.edit([aTenantEntry({ id, limits: { daily_sends: 2 }, keys: [key.entry] })]);
  await expect.poll(() => service?.logs.join("\n")).toContain("tenants_reloaded");
  expect((await send(service)).reason).toBeUndefined();
  expect((await send(service)).reason).toBe("CALLER_LIMITED");
});
