import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Delivery } from "../../src/core/ports.ts";
import { type Client, targetOf } from "../e2e/support/clients/client.ts";
import { connectClients } from "../e2e/support/clients/connect.ts";
import { pageOrigin } from "../e2e/support/environment.ts";
import { found, needle } from "../e2e/support/needles.ts";
import { refusalOf } from "../e2e/support/refusal.ts";
import { startService, type TestService } from "../e2e/support/service.ts";
import { type Authority, type Certificate, createAuthority } from "../http/support/certificates.ts";
import { createEmulator } from "../support/emulator.ts";
import { marksOn } from "../support/local-marks.ts";
import { dump, type LocalTable, openLocalTable, storeOn } from "../support/local-table.ts";
import { hours, minutes, scriptedClock } from "../support/noon.ts";
import { feedbackSecret, postSigned } from "./support/signed-post.ts";
import { sesEvent, snsMessage, topic } from "./support/sns.ts";

const email = "ada.canary@mailbox-of-ada.example";
const days = (count: number) => hours(24 * count);

let authority: Authority;
let amazon: Certificate;
beforeAll(async () => {
  authority = await createAuthority();
  amazon = await authority.sign("sns", { kind: "rsa", days: 400 });
});
afterAll(() => authority[Symbol.asyncDispose]());

describe.for([{ kind: "memory" }, { kind: "dynamodb" }])("with the store $kind", ({ kind }) => {
  test("a bounced address is not mailed again until its time is over, and then it is", async () => {
    const { service, pass, client, nowMs } = await aService(kind);
    await client.sendCode({ email });
    pass(minutes(1));
    expect(await postSns(service, sesEvent("Bounce", email, { timestamp: new Date(nowMs()) }))).toBe(200);
    for (let day = 0; day < 7; day++) {
      const refusal = await refusalOf(client.sendCode({ email: email.toUpperCase() }));
      expect(refusal).toMatchObject({ reason: "ADDRESS_UNDELIVERABLE", code: "failed_precondition" });
      expect(refusal.retryMs).toBe(days(7 - day));
      pass(days(1) - (day === 6 ? 1 : 0));
    }
    await refusalOf(client.sendCode({ email }));
    expect(service.mails).toHaveLength(1);
    pass(1);
    await client.sendCode({ email });
    expect(service.mails).toHaveLength(2);
  });

  test("a complaint keeps it for thirty days, and for every tenant where nobody knows whose mail it was", async () => {
    const { service, pass, client, other, nowMs } = await aService(kind);
    const complaint = sesEvent("Complaint", email, { timestamp: new Date(nowMs()) }, "none");
    await postSns(service, complaint);
    pass(days(30) - 1);
    for (const each of [client, other])
      expect(await refusalOf(each.sendCode({ email }))).toMatchObject({
        reason: "ADDRESS_UNDELIVERABLE",
        retryMs: 1,
      });
    pass(1);
    for (const each of [client, other]) await each.sendCode({ email });
    expect(service.mails).toHaveLength(2);
  });

  test("what concerns one tenant says nothing to another", async () => {
    const { service, client, other, nowMs } = await aService(kind);
    await postSns(service, sesEvent("Bounce", email, { timestamp: new Date(nowMs()) }));
    await other.sendCode({ email });
    await refusalOf(client.sendCode({ email }));
  });

  test("a page with a publishable key is told nothing: all is answered as for any other address, and nothing is mailed", async () => {
    const { service, page, pass, nowMs } = await aService(kind);
    await postSns(service, sesEvent("Bounce", email, { timestamp: new Date(nowMs()) }));
    const told = async (address: string) => {
      const { expiresAtMs, codeLength, challengeId } = await page.sendCode({ email: address });
      const refusals = [
        await refusalOf(page.sendCode({ email: address })),
        await refusalOf(page.verifyCode({ challengeId, code: "000000" })),
        await refusalOf(page.verifyCode({ challengeId, code: "000000" })),
      ];
      return { expiresAtMs, codeLength, length: challengeId.length, refusals };
    };
    expect(await told(email)).toEqual(await told("eve.canary@mailbox-of-eve.example"));
    pass(minutes(1));
    expect(service.mails.map(({ to }) => to)).toEqual(["eve.canary@mailbox-of-eve.example"]);
    const isRefused = async (address: string) =>
      page.sendCode({ email: address }).then(
        () => false,
        () => true,
      );
    const budget = { bounced: 0, other: 0 };
    for (let isOver = false; !isOver; ) {
      pass(minutes(1));
      const [bounced, other] = [await isRefused(email), await isRefused("eve.canary@mailbox-of-eve.example")];
      expect(bounced).toBe(other);
      budget.bounced += bounced ? 0 : 1;
      budget.other += other ? 0 : 1;
      isOver = bounced && other;
    }
    expect(budget.bounced).toBe(budget.other);
    expect(budget.bounced).toBeGreaterThan(1);
  });

  test("an operator lifts it by a signed post", async () => {
    const { service, client, nowMs } = await aService(kind);
    expect(
      await postSigned(service, new Date(nowMs()), { type: "email.bounced", email, tenant: "acme" }),
    ).toBe(200);
    await refusalOf(client.sendCode({ email }));
    expect(
      await postSigned(service, new Date(nowMs()), { type: "email.cleared", email, tenant: "acme" }),
    ).toBe(200);
    await client.sendCode({ email });
    expect(service.mails).toHaveLength(1);
  });

  test("a mailbox that the mailer found not to exist is kept as well", async () => {
    const { service, client, page, pass } = await aService(kind, [
      { kind: "refused", fault: "mailbox", cause: new Error("550 5.1.1") },
    ]);
    expect(await refusalOf(client.sendCode({ email }))).toMatchObject({ reason: "ADDRESS_UNDELIVERABLE" });
    pass(hours(1));
    expect(await refusalOf(client.sendCode({ email }))).toMatchObject({ reason: "ADDRESS_UNDELIVERABLE" });
    await page.sendCode({ email });
    expect(service.mails).toHaveLength(1);
  });

  test("hearing of it twice, or late, changes nothing", async () => {
    const { service, client, pass, nowMs } = await aService(kind);
    const event = sesEvent("Bounce", email, { timestamp: new Date(nowMs()) });
    await postSns(service, event);
    pass(days(6));
    await postSns(service, event);
    pass(days(1));
    await client.sendCode({ email });
    await postSns(service, event);
    pass(minutes(1));
    await client.sendCode({ email });
    expect(service.mails).toHaveLength(2);
  });
});

test("neither log nor table names the address, and every entry of the table clears itself", async () => {
  const { service, client, page, table, nowMs } = await aService("dynamodb");
  await postSns(service, sesEvent("Bounce", email, { timestamp: new Date(nowMs()) }));
  await postSigned(service, new Date(nowMs()), { type: "email.complained", email, tenant: "acme" });
  await refusalOf(client.sendCode({ email }));
  await page.sendCode({ email });
  const items = table === undefined ? [] : await dump(table);
  expect(items.length).toBeGreaterThan(30);
  const needles = [
    needle("email", email),
    needle("local part", "ada.canary"),
    needle("domain", "mailbox-of-ada"),
  ];
  expect(found(JSON.stringify(items) + service.logs.join(""), needles)).toEqual([]);
  expect(service.logs.join("")).toContain('"event":"mail_feedback"');
  for (const item of items)
    expect(Number(JSON.parse(JSON.stringify(item)).ttl?.N ?? 0)).toBeGreaterThan(nowMs() / 1000);
});

describe("the endpoint", () => {
  test("hears of mails that arrive, or come late, and keeps nothing back for it", async () => {
    const { service, client, pass, nowMs } = await aService("memory");
    const now = () => new Date(nowMs());
    for (const type of ["Delivery", "DeliveryDelay"] as const)
      expect(await postSns(service, sesEvent(type, email, { timestamp: now() }))).toBe(200);
    for (const type of ["email.delivered", "email.delivery_delayed"])
      expect(await postSigned(service, now(), { type, email })).toBe(200);
    const heard = service.logs.filter((line) => line.includes('"event":"mail_feedback"'));
    expect(heard.map((line) => JSON.parse(line).feedback)).toEqual([
      "delivered",
      "delayed",
      "delivered",
      "delayed",
    ]);
    pass(minutes(1));
    await client.sendCode({ email });
    expect(service.mails).toHaveLength(1);
  });

  test("takes nothing that is not signed, nor anything but POST", async () => {
    const { service, client } = await aService("memory");
    const forged = snsMessage(await authority.sign("forger", { kind: "rsa" }), {
      Message: sesEvent("Bounce", email),
    });
    expect(await post(service, "/feedback/sns", JSON.stringify(forged))).toBe(403);
    expect(await post(service, "/feedback/webhook", "{}")).toBe(401);
    expect((await fetch(`${service.url}/feedback/sns`)).status).toBe(405);
    expect(await post(service, "/feedback/sns", "x".repeat(600_000))).toBe(413);
    await client.sendCode({ email });
    const refused = service.logs
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === "feedback_refused");
    expect(refused.map(({ level, source, status }) => ({ level, source, status }))).toEqual([
      { level: 40, source: "sns", status: 403 },
      { level: 40, source: "webhook", status: 401 },
      { level: 40, source: "sns", status: 413 },
    ]);
    expect(found(JSON.stringify(refused), [needle("email", email)])).toEqual([]);
  });

  test("is not there without its setting", async () => {
    await using service = await startService();
    for (const path of ["/feedback/sns", "/feedback/webhook"])
      expect(await post(service, path, "{}")).toBe(404);
  });
});

async function aService(kind: string, deliveries: readonly Delivery[] = []) {
  // Certificates are as old as this test, so its time is that of the machine, but stands still.
  const { clock, pass } = scriptedClock(new Date());
  const table: LocalTable | undefined =
    kind === "dynamodb" ? await openLocalTable(createEmulator({ givesItem: true })) : undefined;
  const stores =
    table === undefined
      ? {}
      : {
          store: storeOn(table),
          marks: marksOn(table),
        };
  const service = await startService({
    policy: {},
    env: { NOPASS_STORE: "memory", NOPASS_FEEDBACK_TOPICS: topic, NOPASS_FEEDBACK_SECRET: feedbackSecret },
    world: {
      clock,
      fetchText: async () => amazon.cert,
      ...stores,
    },
    deliveries,
  });
  const clients: Client[] = [];
  const open = (headers: Record<string, string>) => {
    const client = connectClients["connect-node, gRPC"]({ url: service.url, headers });
    clients.push(client);
    return client;
  };
  onTestFinished(async () => {
    for (const client of clients) client.close();
    await service.stop();
    await table?.close();
  });
  return {
    service,
    table,
    pass,
    nowMs: () => clock().getTime(),
    client: open(targetOf(service).headers ?? {}),
    other: open({ authorization: `Bearer ${service.otherKey}` }),
    page: open({ authorization: `Bearer ${service.publishableKey}`, origin: pageOrigin }),
  };
}

async function postSns(service: TestService, message: string): Promise<number> {
  return post(service, "/feedback/sns", JSON.stringify(snsMessage(amazon, { Message: message })));
}

async function post({ url }: TestService, path: string, body: string, headers = {}): Promise<number> {
  return (await fetch(`${url}${path}`, { method: "POST", body, headers })).status;
}
