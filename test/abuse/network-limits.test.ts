import { describe, expect, test } from "vitest";
import { aTenantEntry } from "../config/support/tenants.ts";
import { allProtocols, connect } from "../e2e/support/protocols.ts";
import { refusalOf } from "../e2e/support/refusal.ts";
import { minutes, scriptedClock, seconds } from "../support/noon.ts";
import { fromPage, fromServer, publishableKey, secretKey } from "./support/keys.ts";
import { type Method, post } from "./support/post.ts";
import { tallyOf } from "./support/tally.ts";
import { behindProxy, startWithTenants, type TenantsService } from "./support/tenants-service.ts";

const key = publishableKey();
const secret = secretKey();
const theirs = publishableKey();
const acme = aTenantEntry({ keys: [key.entry, secret.entry] });
const globex = aTenantEntry({ id: "globex", keys: [theirs.entry] });

const here = "198.51.100.7";
const elsewhere = "198.51.100.8";

let addresses = 0;

/** The body of a call that is let in: each send is for another address, and each attempt for a forged challenge. */
function bodyOf(method: Method): object {
  if (method === "VerifyCode") return { challengeId: "nc1_made-up", code: "123456" };
  return { email: `ada-${addresses++}@example.com` };
}

function start(world: object = {}, env: Record<string, string> = behindProxy): Promise<TenantsService> {
  return startWithTenants([acme, globex], { world, env });
}

/** How many of so many calls are held back. */
async function heldBack(
  { url }: TenantsService,
  method: Method,
  count: number,
  headers: (i: number) => Record<string, string>,
): Promise<number> {
  const answers: string[] = [];
  for (let i = 0; i < count; i++)
    answers.push((await post(url, method, headers(i), bodyOf(method))).reason ?? "ok");
  return tallyOf(answers).CALLER_LIMITED ?? 0;
}

describe.for([
  { method: "SendCode", allowed: 10, everyMs: minutes(1) },
  { method: "VerifyCode", allowed: 30, everyMs: seconds(20) },
] as const)("$method with a publishable key", ({ method, allowed, everyMs }) => {
  const from = (network: string) => () => fromPage(key, network);

  test(`is allowed ${allowed} times in ten minutes to one network`, async () => {
    await using service = await start(scriptedClock());
    expect(await heldBack(service, method, allowed, from(here))).toBe(0);
    expect(await heldBack(service, method, 5, from(here))).toBe(5);
    expect(await heldBack(service, method, allowed, from(elsewhere))).toBe(0);
  });

  test("is allowed again exactly when it was said, once, and not a millisecond earlier", async () => {
    const { clock, pass } = scriptedClock();
    await using service = await start({ clock });
    await heldBack(service, method, allowed, from(here));
    for (let round = 0; round < 3; round++) {
      const { status, headers, message } = await post(
        service.url,
        method,
        fromPage(key, here),
        bodyOf(method),
      );
      expect(status).toBe(429);
      expect(headers["retry-after"]).toBe(String(everyMs / 1000));
      expect(message).toMatchObject({
        code: "resource_exhausted",
        details: [
          { type: "google.rpc.ErrorInfo", debug: { reason: "CALLER_LIMITED", domain: "nopass.v1" } },
          { type: "google.rpc.RetryInfo", debug: { retryDelay: `${everyMs / 1000}s` } },
        ],
      });
      pass(everyMs - 1);
      expect(await heldBack(service, method, 1, from(here))).toBe(1);
      pass(1);
      expect(await heldBack(service, method, 2, from(here))).toBe(1);
    }
  });

  test("is counted for each tenant apart", async () => {
    await using service = await start(scriptedClock());
    expect(await heldBack(service, method, allowed + 1, from(here))).toBe(1);
    expect(await heldBack(service, method, allowed + 1, () => fromPage(theirs, here))).toBe(1);
  });

  test("is counted over all networks of a /64 of IPv6, whatever the last half and the spelling", async () => {
    await using service = await start(scriptedClock());
    const inside = (i: number) => [`2001:db8:0:7::${i + 1}`, `2001:DB8:0000:7:${i}:a:b:${i}`][i % 2] ?? "";
    expect(await heldBack(service, method, allowed + 20, (i) => fromPage(key, inside(i)))).toBe(20);
    expect(await heldBack(service, method, 1, from("2001:db8:0:8::1"))).toBe(0);
  });

  test("is counted for an IPv4 address and its mapped IPv6 form together", async () => {
    await using service = await start(scriptedClock());
    const spellings = [here, `::ffff:${here}`, "::ffff:c633:6407"];
    expect(await heldBack(service, method, allowed + 6, (i) => fromPage(key, spellings[i % 3]))).toBe(6);
  });

  test("is not held back for a server with a secret key that names no end user", async () => {
    await using service = await start(scriptedClock());
    expect(await heldBack(service, method, allowed + 20, () => fromServer(secret))).toBe(0);
  });
});

test("sends and verifies of a network are counted apart", async () => {
  await using service = await start(scriptedClock());
  expect(await heldBack(service, "SendCode", 11, () => fromPage(key, here))).toBe(1);
  expect(await heldBack(service, "VerifyCode", 30, () => fromPage(key, here))).toBe(0);
});

describe("X-Forwarded-For", () => {
  const most = 10;

  test("is not believed when no proxy is trusted: all calls come from the connection", async () => {
    await using service = await start(scriptedClock(), {});
    const spoofed = (i: number) => fromPage(key, `203.0.113.${i}`);
    expect(await heldBack(service, "SendCode", most + 5, spoofed)).toBe(5);
  });

  test("is not believed from a peer that is not a trusted proxy", async () => {
    await using service = await start(scriptedClock(), { NOPASS_TRUSTED_PROXIES: "10.0.0.0/8,::1/128" });
    const spoofed = (i: number) => fromPage(key, `203.0.113.${i}`);
    expect(await heldBack(service, "SendCode", most + 5, spoofed)).toBe(5);
  });

  test.for([
    { what: "in front of the real address", forwarded: (i: number) => `203.0.113.${i}, ${here}` },
    { what: "many in front of it", forwarded: (i: number) => `${`1.1.1.${i},`.repeat(50)} ${here}` },
    { what: "that claim to be the proxy", forwarded: (i: number) => `203.0.113.${i}, 127.0.0.1, ${here}` },
    { what: "that are nothing of the kind", forwarded: (i: number) => `unknown-${i}, ${here}` },
    { what: "before a second trusted proxy", forwarded: (i: number) => `9.9.9.${i}, ${here}, 10.1.2.3` },
  ])(
    "counts the right-most address that no trusted proxy has, with inventions $what",
    async ({ forwarded }) => {
      await using service = await start(scriptedClock(), {
        NOPASS_TRUSTED_PROXIES: "127.0.0.1/32,10.0.0.0/8",
      });
      const spoofed = (i: number) => fromPage(key, forwarded(i));
      expect(await heldBack(service, "SendCode", most + 5, spoofed)).toBe(5);
    },
  );

  test.for(["not an address", "", "1.2.3.4:5678", "[2001:db8::1]", "fe80::1%eth0", "999.1.1.1", ", ,"])(
    "that a proxy left as `%s` counts as the proxy itself, or as one network, and breaks nothing",
    async (forwarded) => {
      await using service = await start(scriptedClock());
      const odd = () => fromPage(key, forwarded);
      expect(await heldBack(service, "SendCode", most + 5, odd)).toBe(5);
    },
  );

  test("is the only such header: others are not looked at", async () => {
    await using service = await start(scriptedClock());
    const headers = (i: number) => ({
      ...fromPage(key, here),
      "x-real-ip": `203.0.113.${i}`,
      "x-client-ip": `203.0.113.${i}`,
      "true-client-ip": `203.0.113.${i}`,
      "cf-connecting-ip": `203.0.113.${i}`,
      forwarded: `for=203.0.113.${i}`,
      via: `1.1 proxy-${i}`,
      "user-agent": `browser/${i}`,
    });
    expect(await heldBack(service, "SendCode", most + 5, headers)).toBe(5);
  });
});

test("a network that changes its protocol with every call has no more calls for it", async () => {
  await using service = await start(scriptedClock());
  const clients = allProtocols.map((name) =>
    connect(name, { url: service.url, headers: fromPage(key, here) }),
  );
  const call = (i: number) => clients[i % clients.length]?.sendCode({ email: `grace-${i}@example.com` });
  for (let i = 0; i < 10; i++) await call(i);
  for (let i = 10; i < 10 + clients.length; i++) {
    const { reason, code, retryMs, retryAfter } = await refusalOf(call(i) as Promise<unknown>);
    expect({ reason, code, retryMs, retryAfter }).toEqual({
      reason: "CALLER_LIMITED",
      code: "resource_exhausted",
      retryMs: minutes(1),
      retryAfter: "60",
    });
  }
});

test("ten calls at once are let in, and not eleven", async () => {
  await using service = await start(scriptedClock());
  const at = Array.from({ length: 40 }, () =>
    post(service.url, "SendCode", fromPage(key, here), bodyOf("SendCode")),
  );
  const tally = tallyOf((await Promise.all(at)).map(({ reason }) => reason ?? "ok"));
  expect(tally).toEqual({ ok: 10, CALLER_LIMITED: 30 });
});
