import { describe, expect, test, vi } from "vitest";
import { aTenantEntry } from "../config/support/tenants.ts";
import { pageOrigin } from "../e2e/support/environment.ts";
import { overHttp1 } from "../http/support/requests.ts";
import { hours, noonMs, scriptedClock } from "../support/noon.ts";
import {
  anotherSecret,
  fromPage,
  fromServer,
  publishableKey,
  secretKey,
  type TestKey,
} from "./support/keys.ts";
import { pathOf, post } from "./support/post.ts";
import { startWithTenants, type TenantsService, unlimited } from "./support/tenants-service.ts";

let addresses = 0;

describe("a key with two secrets", () => {
  test("works with both, and with neither of another key's", async () => {
    const key = secretKey();
    const next = anotherSecret(key);
    const both = { ...key.entry, sha256: [...key.entry.sha256, next.sha256] };
    await using service = await start([both]);
    expect(await send(service, fromServer(key))).toBeUndefined();
    expect(await send(service, fromServer(next))).toBeUndefined();
    expect(await send(service, fromServer(anotherSecret(key)))).toBe("KEY_UNKNOWN");
  });

  test("can be rotated without a refused call: the new one added, the callers moved, the old one removed", async () => {
    const key = secretKey();
    const next = anotherSecret(key);
    await using service = await start([key.entry]);
    expect(await send(service, fromServer(next))).toBe("KEY_UNKNOWN");
    await reload(service, [{ ...key.entry, sha256: [...key.entry.sha256, next.sha256] }]);
    for (const text of [key, next]) expect(await send(service, fromServer(text))).toBeUndefined();
    await reload(service, [{ ...key.entry, sha256: [next.sha256] }]);
    expect(await send(service, fromServer(next))).toBeUndefined();
    expect(await send(service, fromServer(key))).toBe("KEY_UNKNOWN");
  });
});

test("a key works until the instant at which it expires, and not from then on", async () => {
  const { clock, pass } = scriptedClock();
  const expires = new Date(noonMs + hours(1)).toISOString();
  const keys = [secretKey({ expires }), publishableKey({ expires })] as const;
  await using service = await start(
    keys.map(({ entry }) => entry),
    { clock },
  );
  const headers = [fromServer(keys[0]), fromPage(keys[1])];
  pass(hours(1) - 1);
  for (const each of headers) expect(await send(service, each)).toBeUndefined();
  pass(1);
  for (const each of headers) expect(await send(service, each)).toBe("KEY_UNKNOWN");
});

describe("an edit of the tenants file reaches a running service", () => {
  test.for([
    ["revoked", (key: TestKey) => [{ ...key.entry, revoked: true }]],
    ["taken out", () => []],
  ] as const)("that has a key %s", async ([, keysAfter]) => {
    for (const key of [secretKey(), publishableKey()]) {
      const headers = key.entry.kind === "secret" ? fromServer(key) : fromPage(key);
      await using service = await start([key.entry]);
      expect(await send(service, headers)).toBeUndefined();
      await reload(service, keysAfter(key));
      expect(await send(service, headers)).toBe("KEY_UNKNOWN");
    }
  });

  test("that moves a key to pages of another origin, for CORS too", async () => {
    const key = publishableKey();
    const moved = "https://new.acme.example";
    await using service = await start([key.entry]);
    expect(await allowedOrigin(service, moved)).toBeUndefined();
    await reload(service, [{ ...key.entry, origins: [moved] }]);
    expect(await send(service, fromPage(key))).toBe("KEY_FORBIDDEN");
    expect(await send(service, { ...fromPage(key), origin: moved })).toBeUndefined();
    expect(await allowedOrigin(service, moved)).toBe(moved);
    expect(await allowedOrigin(service, pageOrigin)).toBeUndefined();
  });

  test("that tightens a limit, for those who were counted before as well", async () => {
    const key = publishableKey();
    await using service = await start([key.entry]);
    for (let i = 0; i < 5; i++) await send(service, fromPage(key));
    const limits = { network_sends: { count: 1, per: "1h" } };
    await reload(service, [key.entry], { limits });
    expect(await send(service, fromPage(key))).toBeUndefined();
    expect(await send(service, fromPage(key))).toBe("CALLER_LIMITED");
  });
});

test("a broken edit changes nothing, and a mended one does", async () => {
  const key = secretKey();
  await using service = await start([key.entry]);
  for (const broken of ["tenants: [", "{}", "tenants: []", '{"tenants":[{"id":"ACME"}]}']) {
    const before = service.logs.length;
    await service.edit(broken);
    await logged(service, "tenants_reload_failed", before);
    expect(await send(service, fromServer(key))).toBeUndefined();
  }
  expect(service.logs.join("\n")).not.toContain(key.entry.sha256[0]);
  await reload(service, [{ ...key.entry, revoked: true }]);
  expect(await send(service, fromServer(key))).toBe("KEY_UNKNOWN");
});

const acme = (keys: readonly object[], differences: object = {}) => [
  aTenantEntry({ limits: unlimited, keys, ...differences }),
];

function start(keys: readonly object[], world: object = {}): Promise<TenantsService> {
  return startWithTenants(acme(keys), { world: { lookEveryMs: 10, ...world } });
}

/** Edits the file and waits until the service says that it has read it. */
async function reload(service: TenantsService, keys: readonly object[], differences?: object): Promise<void> {
  const before = service.logs.length;
  await service.edit(acme(keys, differences));
  await logged(service, "tenants_reloaded", before);
}

async function logged(service: TenantsService, event: string, from: number): Promise<void> {
  const isThere = () => service.logs.slice(from).some((line) => line.includes(`"event":"${event}"`));
  await vi.waitFor(() => expect(isThere()).toBe(true), { timeout: 5_000, interval: 5 });
}

/** The reason of a refusal, or undefined. */
async function send({ url }: TenantsService, headers: Readonly<Record<string, string>>) {
  return (await post(url, "SendCode", headers, { email: `ada-${addresses++}@example.com` })).reason;
}

async function allowedOrigin({ url }: TenantsService, origin: string) {
  const preflight = { method: "OPTIONS", path: pathOf("SendCode"), headers: { origin } };
  return (await overHttp1(url, preflight)).headers["access-control-allow-origin"];
}
