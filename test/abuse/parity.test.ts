import { describe, expect, test } from "vitest";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { aTenantEntry } from "../config/support/tenants.ts";
import type { Client } from "../e2e/support/clients/client.ts";
import { otherThan } from "../e2e/support/codes.ts";
import { type Refusal, refusalOf } from "../e2e/support/refusal.ts";
import { hours, minutes, noonMs, scriptedClock, seconds } from "../support/noon.ts";
import { fromPage, fromServer, publishableKey, secretKey } from "./support/keys.ts";
import { allPaths, connectBy } from "./support/paths.ts";
import { startWithTenants, type TenantsService } from "./support/tenants-service.ts";

const secret = secretKey();
const page = publishableKey();
const testKey = secretKey({}, "test");
const expired = secretKey({ expires: new Date(noonMs).toISOString() });
const theirs = secretKey();

const email = "ada@example.com";
const challengeId = "nc1_made-up";
const code = "123456";

/** A way to abuse the service, and the refusal that it ends with. */
interface Abuse {
  readonly what: string;
  readonly tenant?: object;
  /** Those of a server with the secret key, unless something else is stated. */
  readonly headers?: Record<string, string>;
  /** The last of its calls is the one that is refused. */
  readonly calls: (
    as: (headers?: Record<string, string>) => Client,
    service: TenantsService,
  ) => Promise<unknown>;
  readonly refusal: Partial<Refusal> & { readonly reason: string };
}

const send = (as: () => Client) => as().sendCode({ email });
const verify = (as: () => Client) => as().verifyCode({ challengeId, code });
const oneIn = (per: string) => ({ count: 1, per });
const waiting = (ms: number) => ({ retryMs: ms, retryAfter: String(Math.ceil(ms / 1000)) });
const unknown = { reason: "KEY_UNKNOWN", code: "unauthenticated" };
const forbidden = { reason: "KEY_FORBIDDEN", code: "permission_denied" };
const limited = { reason: "CALLER_LIMITED", code: "resource_exhausted" };

const abuses: readonly Abuse[] = [
  { what: "a send without a key", headers: {}, calls: send, refusal: unknown },
  { what: "an attempt without a key", headers: {}, calls: verify, refusal: unknown },
  {
    what: "a key that is nobody's",
    headers: fromServer(createApiKey("secret", "live")),
    calls: send,
    refusal: unknown,
  },
  { what: "a key that has expired", headers: fromServer(expired), calls: send, refusal: unknown },
  {
    what: "a live key that says it is for tests",
    headers: { authorization: `Bearer ${secret.text.replace("live", "test")}` },
    calls: send,
    refusal: unknown,
  },
  {
    what: "a secret key on a page",
    headers: { ...fromPage(page), ...fromServer(secret) },
    calls: send,
    refusal: forbidden,
  },
  { what: "a publishable key without a page", headers: fromServer(page), calls: send, refusal: forbidden },
  {
    what: "a page that attempts from an origin which is not listed",
    headers: { ...fromPage(page), origin: "https://evil.example" },
    calls: verify,
    refusal: forbidden,
  },
  {
    what: "a page that states where its user is",
    headers: fromPage(page),
    calls: (as) => as().sendCode({ email, clientIp: "192.0.2.1" }),
    refusal: forbidden,
  },
  {
    what: "a second send of a network that may send once",
    tenant: { limits: { network_sends: oneIn("10m") } },
    headers: fromPage(page),
    calls: async (as) => {
      await as().sendCode({ email });
      await as().sendCode({ email: "grace@example.com" });
    },
    refusal: { ...limited, ...waiting(minutes(10)) },
  },
  {
    what: "a second attempt of a network that may try once",
    tenant: { limits: { network_verifies: oneIn("7m") } },
    headers: fromPage(page),
    async calls(as) {
      await refusalOf(verify(as));
      await verify(as);
    },
    refusal: { ...limited, ...waiting(minutes(7)) },
  },
  {
    what: "a second call of a key that may call once",
    tenant: { limits: { key_calls: oneIn("90s") } },
    async calls(as) {
      await as().sendCode({ email });
      await verify(as);
    },
    refusal: { ...limited, ...waiting(seconds(90)) },
  },
  {
    what: "a second send for a user behind a server",
    tenant: { limits: { network_sends: oneIn("10m") } },
    async calls(as) {
      await as().sendCode({ email, clientIp: "2001:db8::1" });
      await as().sendCode({ email: "grace@example.com", clientIp: "2001:db8::2" });
    },
    refusal: { ...limited, ...waiting(minutes(10)) },
  },
  {
    what: "a second mail where the day has one",
    tenant: { limits: { daily_sends: 1 } },
    async calls(as) {
      await as().sendCode({ email });
      await as().sendCode({ email: "grace@example.com" });
    },
    refusal: { ...limited, ...waiting(hours(12)) },
  },
  {
    what: "a stranger who asks twice in a row",
    headers: fromPage(page),
    async calls(as) {
      await send(as);
      await send(as);
    },
    refusal: { reason: "COOLING_DOWN", code: "resource_exhausted", ...waiting(seconds(30)) },
  },
  {
    what: "an address that the tenant does not mail",
    tenant: { recipients: { deny: ["example.com"] } },
    calls: send,
    refusal: { reason: "EMAIL_INVALID", code: "invalid_argument", fields: ["email"] },
  },
  {
    what: "a purpose that the tenant does not allow",
    tenant: { purposes: ["sign-in"] },
    calls: (as) => as().sendCode({ email, purpose: "transfer" }),
    refusal: { reason: "REQUEST_INVALID", code: "invalid_argument", fields: ["purpose"] },
  },
  {
    what: "a client_ip that is none",
    calls: (as) => as().sendCode({ email, clientIp: "localhost" }),
    refusal: { reason: "REQUEST_INVALID", code: "invalid_argument", fields: ["client_ip"] },
  },
  {
    what: "an attempt at another tenant's challenge",
    async calls(as) {
      const sent = await as(fromServer(theirs)).sendCode({ email });
      await as().verifyCode({ challengeId: sent.challengeId, code });
    },
    refusal: { reason: "CHALLENGE_UNKNOWN", code: "not_found" },
  },
  {
    what: "a test key that has a live challenge mailed again",
    async calls(as) {
      const sent = await as().sendCode({ email });
      await as(fromServer(testKey)).sendCode({ challengeId: sent.challengeId });
    },
    refusal: { reason: "CHALLENGE_UNKNOWN", code: "not_found" },
  },
  {
    what: "a wrong code",
    async calls(as, service) {
      const sent = await as().sendCode({ email });
      await as().verifyCode({ challengeId: sent.challengeId, code: otherThan(service.codeFor(email)) });
    },
    refusal: { reason: "CODE_REJECTED", code: "permission_denied", metadata: { attempts_left: "0" } },
  },
  {
    what: "the right code after a wrong one",
    async calls(as, service) {
      const sent = await as().sendCode({ email });
      const right = service.codeFor(email);
      await refusalOf(as().verifyCode({ challengeId: sent.challengeId, code: otherThan(right) }));
      await as().verifyCode({ challengeId: sent.challengeId, code: right });
    },
    refusal: { reason: "CHALLENGE_CLOSED", code: "failed_precondition" },
  },
];

describe.for(abuses)("$what", (abuse) => {
  test("is refused with the same words on every path", async () => {
    const refusals = await Promise.all(
      allPaths.map(async (path) => {
        const keys = [secret, page, testKey, expired].map(({ entry }) => entry);
        await using service = await startWithTenants(
          [aTenantEntry({ keys, ...abuse.tenant }), aTenantEntry({ id: "globex", keys: [theirs.entry] })],
          { policy: {}, world: { clock: scriptedClock().clock } },
        );
        const as = (headers = abuse.headers ?? fromServer(secret)) =>
          connectBy(path, { url: service.url, headers });
        return [path, await refusalOf(abuse.calls(as, service))] as const;
      }),
    );
    const [, first] = refusals[0] ?? [];
    const want = { domain: "nopass.v1", metadata: {}, retryMs: undefined, retryAfter: undefined, fields: [] };
    expect(first).toMatchObject({ ...want, ...abuse.refusal });
    for (const [path, refusal] of refusals) expect([path, refusal]).toEqual([path, first]);
  });
});
