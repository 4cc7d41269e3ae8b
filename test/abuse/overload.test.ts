import { describe, expect, onTestFinished, test, vi } from "vitest";
import { aTenantEntry } from "../config/support/tenants.ts";
import { targetOf } from "../e2e/support/clients/client.ts";
import { createHeldStore } from "../e2e/support/held-store.ts";
import { allProtocols, connect, protocolsWithStatus } from "../e2e/support/protocols.ts";
import { reasonOf, refusalOf } from "../e2e/support/refusal.ts";
import { dial } from "../http/support/raw-socket.ts";
import { fromServer, secretKey } from "./support/keys.ts";
import { pathOf, post } from "./support/post.ts";
import { startWithTenants, type TenantsService } from "./support/tenants-service.ts";

const key = secretKey();
const theirs = secretKey();
const most = 6;
const half = most / 2;

/** A service that works on six calls at once, over a store that lets them wait. */
async function start(limits: object = {}) {
  const held = createHeldStore();
  const tenants = [
    aTenantEntry({ limits, policy: { cool_down: "0s" }, keys: [key.entry] }),
    aTenantEntry({ id: "globex", limits, policy: { cool_down: "0s" }, keys: [theirs.entry] }),
  ];
  const env = { NOPASS_MAX_CALLS: String(most) };
  const service = await startWithTenants(tenants, { env, world: { store: held.store } });
  // What waits is released first: a service finishes its work before it stops.
  onTestFinished(async () => {
    held.release();
    await service.stop();
  });
  return { service, held };
}

let people = 0;
const send = (service: TenantsService, sender = key) =>
  post(service.url, "SendCode", fromServer(sender), { email: `ada-${people++}@example.com` });

/** Has as many calls as a tenant alone may have. */
async function fill({ service, held }: Awaited<ReturnType<typeof start>>) {
  const answers = Array.from({ length: half }, () => send(service));
  await vi.waitFor(() => expect(held.waiting()).toBe(half));
  return Promise.all(answers);
}

describe("with more calls than the service works on at once", () => {
  test.for(allProtocols)("one more is refused at once, over %s", async (protocol) => {
    const full = await start();
    const answers = fill(full);
    await vi.waitFor(() => expect(full.held.waiting()).toBe(half));
    const client = connect(protocol, targetOf({ url: full.service.url, secretKey: key.text }));
    for (const call of [
      client.sendCode({ email: "bob@example.com" }),
      client.verifyCode({ challengeId: "nc1_made-up", code: "123456" }),
    ]) {
      const refusal = await refusalOf(call);
      expect(refusal).toMatchObject({ reason: "OVERLOADED", code: "unavailable", fields: [], metadata: {} });
      const { retryMs = 0, retryAfter } = refusal;
      expect(retryMs).toBeGreaterThanOrEqual(1_000);
      expect(retryMs).toBeLessThanOrEqual(2_750);
      if (protocolsWithStatus.has(protocol)) expect(retryAfter).toBe(String(Math.ceil(retryMs / 1_000)));
    }
    full.held.release();
    for (const { status } of await answers) expect(status).toBe(200);
  });

  test("another tenant is served, and a stranger hears what strangers hear", async () => {
    const full = await start();
    void fill(full);
    await vi.waitFor(() => expect(full.held.waiting()).toBe(half));
    const { url } = full.service;
    const bogus = { challengeId: "nc1_made-up", code: "123456" };
    expect((await post(url, "VerifyCode", fromServer(theirs), bogus)).reason).toBe("CHALLENGE_UNKNOWN");
    const stranger = fromServer({ text: "np_live_sk_unknown" });
    expect((await post(url, "VerifyCode", stranger, bogus)).reason).toBe("KEY_UNKNOWN");
    const theirCall = send(full.service, theirs);
    await vi.waitFor(() => expect(full.held.waiting()).toBe(half + 1));
    full.held.release();
    expect((await theirCall).status).toBe(200);
  });

  test("nothing is mailed or counted for those that are refused, and all is well again afterwards", async () => {
    const full = await start({ key_calls: { count: half + 2, per: "10m" } });
    const answers = fill(full);
    await vi.waitFor(() => expect(full.held.waiting()).toBe(half));
    const email = "carol@example.com";
    for (let i = 0; i < 20; i++)
      expect((await post(full.service.url, "SendCode", fromServer(key), { email })).reason).toBe(
        "OVERLOADED",
      );
    full.held.release();
    await answers;
    expect(full.service.mails).toHaveLength(half);
    expect((await send(full.service)).status).toBe(200);
    expect((await send(full.service)).status).toBe(200);
    expect((await send(full.service)).reason).toBe("CALLER_LIMITED");
    expect(full.service.mails).toHaveLength(half + 2);
  });

  test("bodies that come all at once, after their headers were let in, do not make room, and are not counted", async () => {
    const { service, held } = await start({ key_calls: { count: 10, per: "10m" } });
    const sockets = await Promise.all(Array.from({ length: 10 }, () => dial(service.port)));
    onTestFinished(() => {
      for (const socket of sockets) socket[Symbol.dispose]();
    });
    const body = (i: number) => JSON.stringify({ email: `late-${i}@example.com` });
    const headers = { host: "localhost", "content-type": "application/json", ...fromServer(key) };
    for (const [i, socket] of sockets.entries()) {
      const lines = Object.entries({ ...headers, "content-length": String(body(i).length) });
      const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
      socket.write(`POST ${pathOf("SendCode")} HTTP/1.1\r\n${head}\r\n`);
    }
    // The eleventh is one too many for the key: so the ten were let in.
    await vi.waitFor(async () => expect((await send(service)).reason).toBe("CALLER_LIMITED"));
    for (const [i, socket] of sockets.entries()) socket.write(body(i));
    await vi.waitFor(() => expect(held.waiting()).toBe(half));
    held.release();
    const answers = await Promise.all(sockets.map((socket) => socket.received("}")));
    expect(answers.filter((text) => text.startsWith("HTTP/1.1 200"))).toHaveLength(half);
    expect(answers.filter((text) => text.includes("OVERLOADED"))).toHaveLength(10 - half);
    for (let i = 0; i < 10 - half; i++) expect((await send(service)).status).toBe(200);
    expect((await send(service)).reason).toBe("CALLER_LIMITED");
  });

  test("an operator sees it in the log and in the metrics, and how many are worked on", async () => {
    const held = createHeldStore();
    const env = { NOPASS_MAX_CALLS: String(most), NOPASS_METRICS_TOKEN: "a-token-for-metrics" };
    const service = await startWithTenants([aTenantEntry({ keys: [key.entry] })], {
      env,
      world: { store: held.store },
    });
    onTestFinished(async () => {
      held.release();
      await service.stop();
    });
    const answers = fill({ service, held });
    await vi.waitFor(() => expect(held.waiting()).toBe(half));
    const client = connect("gRPC", targetOf({ url: service.url, secretKey: key.text }));
    expect(await reasonOf(client.sendCode({ email: "dora@example.com" }))).toBe("OVERLOADED");
    const authorization = "Bearer a-token-for-metrics";
    const metrics = await (await fetch(`${service.url}/metrics`, { headers: { authorization } })).text();
    expect(metrics).toContain(`\nnopass_calls_running ${half}\n`);
    expect(metrics).toMatch(/nopass_calls_total\{[^}]*nopass_outcome="OVERLOADED"[^}]*\} 1\n/);
    const lines = service.logs.filter((line) => line.includes("OVERLOADED"));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 40, tenant: "acme", reason: "OVERLOADED" });
    held.release();
    await answers;
  });
});
