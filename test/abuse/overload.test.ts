import { describe, expect, onTestFinished, test, vi } from "vitest";
import { aTenantEntry } from "../config/support/tenants.ts";
import { targetOf } from "../e2e/support/clients/client.ts";
import { createHeldStore } from "../e2e/support/held-store.ts";
import { allProtocols, connect, protocolsWithStatus } from "../e2e/support/protocols.ts";
import { reasonOf, refusalOf } from "../e2e/support/refusal.ts";
import { dial } from "../http/support/raw-socket.ts";
import { fromServer, secretKey } from "./support/keys.ts";
import { pathOf, post } from "./support/post.ts";
import { tallyOf } from "./support/tally.ts";
import { startWithTenants, type TenantsService } from "./support/tenants-service.ts";

const key = secretKey();
const theirs = secretKey();
const metricsToken = "a-token-for-metrics";
/** Of which a tenant alone has half, and of these half are worked on. */
const most = 8;
const half = most / 2;
const atOnce = half / 2;

/** A service that has eight calls in hand at once, over a store that lets them wait. */
async function start(limits: object = {}) {
  const held = createHeldStore();
  const tenants = [
    aTenantEntry({ limits, policy: { cool_down: "0s" }, keys: [key.entry] }),
    aTenantEntry({ id: "globex", limits, policy: { cool_down: "0s" }, keys: [theirs.entry] }),
  ];
  const env = { NOPASS_MAX_CALLS: String(most), NOPASS_METRICS_TOKEN: metricsToken };
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

const metricsOf = async ({ url }: TenantsService) =>
  (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })).text();

/** Asks for as many calls as a tenant alone may have in hand, and waits until they are. */
async function fill({ service, held }: Awaited<ReturnType<typeof start>>) {
  const answers = Array.from({ length: half }, () => send(service));
  await vi.waitFor(async () => {
    expect(await metricsOf(service)).toContain(`\nnopass_calls_in_hand ${half}\n`);
    expect(held.waiting()).toBe(atOnce);
  });
  return answers;
}

/** What became of calls: how often each reason was given, and `ok`. */
const outcomes = async (answers: readonly ReturnType<typeof send>[]) =>
  tallyOf((await Promise.all(answers)).map(({ reason }) => reason ?? "ok"));

describe("with more calls at once than the service has in hand", () => {
  test.for(allProtocols)("one more is refused, over %s", async (protocol) => {
    const full = await start();
    const answers = await fill(full);
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
    expect((await outcomes(answers)).ok).toBeGreaterThanOrEqual(atOnce);
  });

  test("a burst of as many as are in hand is served, those that wait for their turn too", async () => {
    const full = await start();
    const answers = await fill(full);
    full.held.release();
    expect(await outcomes(answers)).toEqual({ ok: half });
    expect(full.service.mails).toHaveLength(half);
  });

  test("nothing is done for who waited for longer than the own deadline", async () => {
    const full = await start();
    const { service, held } = full;
    const served = Array.from({ length: atOnce }, () => send(service));
    await vi.waitFor(() => expect(held.waiting()).toBe(atOnce));
    const client = connect("gRPC", targetOf({ url: service.url, secretKey: key.text }));
    const hurried = client.sendCode({ email: "eve@example.com" }, { timeoutMs: 200 });
    expect((await refusalOf(hurried)).code).toBe("deadline_exceeded");
    await vi.waitFor(() => expect(service.logs.some((line) => line.includes('"event":"call"'))).toBe(true));
    held.release();
    expect(await outcomes(served)).toEqual({ ok: atOnce });
    await vi.waitFor(async () => expect(await metricsOf(service)).toContain("\nnopass_calls_in_hand 0\n"));
    expect(service.mails.map(({ to }) => to)).not.toContain("eve@example.com");
    expect(service.mails).toHaveLength(atOnce);
  });

  test("another tenant is served, and a stranger hears what strangers hear", async () => {
    const full = await start();
    await fill(full);
    const { url } = full.service;
    const bogus = { challengeId: "nc1_made-up", code: "123456" };
    expect((await post(url, "VerifyCode", fromServer(theirs), bogus)).reason).toBe("CHALLENGE_UNKNOWN");
    const stranger = fromServer({ text: "np_live_sk_unknown" });
    expect((await post(url, "VerifyCode", stranger, bogus)).reason).toBe("KEY_UNKNOWN");
    const theirCall = send(full.service, theirs);
    await vi.waitFor(() => expect(full.held.waiting()).toBe(atOnce + 1));
    full.held.release();
    expect((await theirCall).status).toBe(200);
  });

  test("nothing is mailed or counted for those that are refused, at once or after they have waited in vain", async () => {
    const full = await start({ key_calls: { count: atOnce + 2, per: "10m" } });
    const answers = await fill({ ...full });
    expect(await outcomes(Array.from({ length: 20 }, () => send(full.service)))).toEqual({ OVERLOADED: 20 });
    const inVain = answers.map((answer) => answer.then(({ reason }) => reason));
    expect(await Promise.race(inVain)).toBe("OVERLOADED");
    await vi.waitFor(async () =>
      expect(await metricsOf(full.service)).toContain(`\nnopass_calls_in_hand ${atOnce}\n`),
    );
    full.held.release();
    expect(await outcomes(answers)).toEqual({ ok: atOnce, OVERLOADED: half - atOnce });
    expect(full.service.mails).toHaveLength(atOnce);
    for (let i = 0; i < 2; i++) expect((await send(full.service)).status).toBe(200);
    expect((await send(full.service)).reason).toBe("CALLER_LIMITED");
    expect(full.service.mails).toHaveLength(atOnce + 2);
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
    const refused = sockets.map((socket) => socket.received("OVERLOADED").catch(() => undefined));
    await Promise.race(refused);
    await vi.waitFor(() => expect(held.waiting()).toBe(atOnce));
    held.release();
    const answers = await Promise.all(sockets.map((socket) => socket.received("}")));
    const served = answers.filter((text) => text.startsWith("HTTP/1.1 200")).length;
    expect(served).toBeGreaterThanOrEqual(atOnce);
    expect(served).toBeLessThanOrEqual(half);
    expect(answers.filter((text) => text.includes("OVERLOADED"))).toHaveLength(10 - served);
    for (let i = 0; i < 10 - served; i++) expect((await send(service)).status).toBe(200);
    expect((await send(service)).reason).toBe("CALLER_LIMITED");
  });

  test("an operator sees it in the log and in the metrics, and how many are in hand", async () => {
    const full = await start();
    const { service } = full;
    await fill(full);
    const client = connect("gRPC", targetOf({ url: service.url, secretKey: key.text }));
    expect(await reasonOf(client.sendCode({ email: "dora@example.com" }))).toBe("OVERLOADED");
    const metrics = await metricsOf(service);
    expect(metrics).toMatch(/\nnopass_calls_in_hand [24]\n/);
    expect(metrics).toMatch(/nopass_calls_total\{[^}]*nopass_outcome="OVERLOADED"[^}]*\} [123]\n/);
    const lines = service.logs.filter((line) => line.includes("OVERLOADED"));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ level: 40, tenant: "acme", reason: "OVERLOADED" });
      expect(line).not.toContain("example.com");
    }
  });
});
