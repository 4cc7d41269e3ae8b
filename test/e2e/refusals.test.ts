import { describe, expect, test } from "vitest";
import type { ChallengeStore } from "../../src/core/ports.ts";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { storeUnavailable } from "../../src/store/retry.ts";
import { minutes, scriptedClock, seconds } from "../support/noon.ts";
import { type Client, targetOf } from "./support/clients/client.ts";
import { otherThan } from "./support/codes.ts";
import { pageOrigin } from "./support/environment.ts";
import { allProtocols, connect, protocolsWithStatus } from "./support/protocols.ts";
import { type Refusal, refusalOf } from "./support/refusal.ts";
import { startService, type TestService, type TestServiceOptions } from "./support/service.ts";
import { createSilentStore } from "./support/silent-store.ts";

const email = "ada@example.com";

/** A way to be refused, and what is then said. */
interface Case {
  readonly reason: string;
  readonly when: string;
  readonly code: string;
  readonly httpStatus: number;
  readonly options?: TestServiceOptions;
  readonly headers?: (service: TestService) => Record<string, string>;
  /** The last of its calls is the one that is refused. */
  readonly calls: (client: Client, service: TestService) => Promise<unknown>;
  readonly says?: (refusal: Refusal, service: TestService) => void;
}

const canary = "a text of another system that nobody may read";
const clock = scriptedClock();

const cases: readonly Case[] = [
  {
    reason: "REQUEST_INVALID",
    when: "fields of a send break their rule, and all of them are listed",
    code: "invalid_argument",
    httpStatus: 400,
    calls: (client) =>
      client.sendCode({
        email: "ada at example",
        ttl: { seconds: 29n },
        locale: "in English",
        purpose: "Sign In",
        nonce: "n".repeat(129),
        idempotencyKey: "too-short",
        challengeId: "nc1_".padEnd(1025, "A"),
        clientIp: "somewhere",
        knownDevice: "d".repeat(129),
      }),
    says: ({ fields }) =>
      expect(fields.toSorted()).toEqual([
        "challenge_id",
        "client_ip",
        "email",
        "idempotency_key",
        "known_device",
        "locale",
        "nonce",
        "purpose",
        "ttl",
      ]),
  },
  {
    reason: "REQUEST_INVALID",
    when: "fields of an attempt break their rule, and all of them are listed",
    code: "invalid_argument",
    httpStatus: 400,
    calls: (client) => client.verifyCode({ code: "1".repeat(65), attemptId: "too short" }),
    says: ({ fields }) => expect(fields.toSorted()).toEqual(["attempt_id", "challenge_id", "code"]),
  },
  {
    reason: "REQUEST_INVALID",
    when: "neither an address nor a challenge is named",
    code: "invalid_argument",
    httpStatus: 400,
    calls: (client) => client.sendCode({}),
    says: ({ fields }) => expect(fields).toEqual(["email"]),
  },
  {
    reason: "REQUEST_INVALID",
    when: "a message is larger than 16 KiB",
    code: "invalid_argument",
    httpStatus: 400,
    calls: (client) => client.sendCode({ email, nonce: "n".repeat(17_000) }),
  },
  {
    reason: "REQUEST_INVALID",
    when: "the deadline cannot be read",
    code: "invalid_argument",
    httpStatus: 400,
    headers: (service) => ({
      ...targetOf(service).headers,
      "grpc-timeout": "soon",
      "connect-timeout-ms": "soon",
    }),
    calls: (client) => client.sendCode({ email }),
    says: ({ fields }) => expect(fields.join()).toMatch(/^(?:grpc-timeout|connect-timeout-ms)$/),
  },
  {
    reason: "EMAIL_INVALID",
    when: "the address cannot be mailed",
    code: "invalid_argument",
    httpStatus: 400,
    calls: (client) => client.sendCode({ email: "ada@localhost" }),
    says: ({ fields }) => expect(fields).toEqual(["email"]),
  },
  {
    reason: "KEY_UNKNOWN",
    when: "no key is shown",
    code: "unauthenticated",
    httpStatus: 401,
    headers: () => ({}),
    calls: (client) => client.sendCode({ email }),
  },
  {
    reason: "KEY_UNKNOWN",
    when: "the key is not one of ours",
    code: "unauthenticated",
    httpStatus: 401,
    headers: () => ({ authorization: `Bearer ${createApiKey("secret", "live").text}` }),
    calls: (client) => client.verifyCode({ challengeId: "nc1_a", code: "123456" }),
  },
  {
    reason: "KEY_FORBIDDEN",
    when: "a secret key comes from a browser",
    code: "permission_denied",
    httpStatus: 403,
    headers: (service) => ({ ...targetOf(service).headers, origin: pageOrigin }),
    calls: (client) => client.sendCode({ email }),
  },
  {
    reason: "KEY_FORBIDDEN",
    when: "a publishable key comes from an origin that is not listed",
    code: "permission_denied",
    httpStatus: 403,
    headers: ({ publishableKey }) => ({
      authorization: `Bearer ${publishableKey}`,
      origin: "https://evil.example",
    }),
    calls: (client) => client.sendCode({ email }),
  },
  {
    reason: "KEY_FORBIDDEN",
    when: "a publishable key states the address of its end user",
    code: "permission_denied",
    httpStatus: 403,
    headers: ({ publishableKey }) => ({ authorization: `Bearer ${publishableKey}`, origin: pageOrigin }),
    calls: (client) => client.sendCode({ email, clientIp: "192.0.2.1" }),
  },
  {
    reason: "COOLING_DOWN",
    when: "the last send was a moment ago",
    code: "resource_exhausted",
    httpStatus: 429,
    options: { policy: {}, world: { clock: clock.clock } },
    async calls(client) {
      await client.sendCode({ email });
      await client.sendCode({ email });
    },
    says: ({ retryMs, retryAfter }) =>
      expect({ retryMs, retryAfter }).toEqual({ retryMs: seconds(30), retryAfter: "30" }),
  },
  {
    reason: "ADDRESS_LIMITED",
    when: "the budget of an address is spent",
    code: "resource_exhausted",
    httpStatus: 429,
    options: { policy: { cool_down: "0s", budget: 2 } },
    async calls(client) {
      for (let sends = 0; sends < 3; sends++) await client.sendCode({ email });
    },
    says: expectWaitOfAtMost(minutes(24 * 60)),
  },
  {
    reason: "CALLER_LIMITED",
    when: "a publishable key has sent ten codes from one network",
    code: "resource_exhausted",
    httpStatus: 429,
    headers: ({ publishableKey }) => ({ authorization: `Bearer ${publishableKey}`, origin: pageOrigin }),
    async calls(client) {
      for (let sends = 0; sends < 11; sends++) await client.sendCode({ email: `user-${sends}@mail.test` });
    },
    says: expectWaitOfAtMost(minutes(10)),
  },
  {
    reason: "CALLER_LIMITED",
    when: "ten codes were sent for one end user, whom the secret key names",
    code: "resource_exhausted",
    httpStatus: 429,
    async calls(client) {
      for (let sends = 0; sends < 11; sends++)
        await client.sendCode({ email: `user-${sends}@mail.test`, clientIp: "192.0.2.1" });
    },
    says: expectWaitOfAtMost(minutes(10)),
  },
  {
    reason: "DELIVERY_FAILED",
    when: "the mail provider refuses, and says when to come again",
    code: "unavailable",
    httpStatus: 503,
    options: {
      policy: {},
      deliveries: [{ kind: "refused", retryAfterMs: 1_500, cause: new Error(canary) }],
    },
    calls: (client) => client.sendCode({ email }),
    says: ({ retryMs, retryAfter }) =>
      expect({ retryMs, retryAfter }).toEqual({ retryMs: 1_500, retryAfter: "2" }),
  },
  {
    reason: "DELIVERY_UNKNOWN",
    when: "the mail provider does not answer",
    code: "unavailable",
    httpStatus: 503,
    options: { deliveries: [{ kind: "unknown", cause: new Error(canary) }] },
    calls: (client) => client.sendCode({ email }),
    says: ({ metadata }) => expect(metadata).toEqual({ challenge_id: expect.stringMatching(/^nc1_/) }),
  },
  {
    reason: "STORE_UNAVAILABLE",
    when: "a code is wanted and the database cannot be reached",
    code: "unavailable",
    httpStatus: 503,
    options: { world: { store: brokenStore(storeUnavailable(new Error(canary))) } },
    calls: (client) => client.sendCode({ email }),
    says: ({ retryMs, retryAfter }) =>
      expect({ retryMs, retryAfter }).toEqual({ retryMs: 1_000, retryAfter: "1" }),
  },
  {
    reason: "CODE_REJECTED",
    when: "the code is wrong",
    code: "permission_denied",
    httpStatus: 403,
    async calls(client, service) {
      const { challengeId } = await client.sendCode({ email });
      await client.verifyCode({ challengeId, code: otherThan(service.codeFor(email)) });
    },
    says: ({ metadata }) => expect(metadata).toEqual({ attempts_left: "0" }),
  },
  {
    reason: "CODE_REJECTED",
    when: "the code is wrong and there are attempts left",
    code: "permission_denied",
    httpStatus: 403,
    options: { policy: { cool_down: "0s", attempts: 3 } },
    async calls(client, service) {
      const { challengeId } = await client.sendCode({ email });
      await client.verifyCode({ challengeId, code: otherThan(service.codeFor(email)) });
    },
    says: ({ metadata }) => expect(metadata).toEqual({ attempts_left: "2" }),
  },
  {
    reason: "CHALLENGE_EXPIRED",
    when: "the right code comes too late",
    code: "failed_precondition",
    httpStatus: 400,
    options: { world: { clock: clock.clock } },
    async calls(client, service) {
      const { challengeId } = await client.sendCode({ email });
      clock.pass(minutes(5));
      await client.verifyCode({ challengeId, code: service.codeFor(email) });
    },
  },
  {
    reason: "CHALLENGE_CLOSED",
    when: "a code is tried after a wrong one",
    code: "failed_precondition",
    httpStatus: 400,
    async calls(client, service) {
      const { challengeId } = await client.sendCode({ email });
      const code = service.codeFor(email);
      await refusalOf(client.verifyCode({ challengeId, code: otherThan(code) }));
      await client.verifyCode({ challengeId, code });
    },
  },
  {
    reason: "CHALLENGE_UNKNOWN",
    when: "the challenge id was made up",
    code: "not_found",
    httpStatus: 404,
    calls: (client) => client.verifyCode({ challengeId: "nc1_made-up", code: "123456" }),
  },
  {
    reason: "INTERNAL",
    when: "something of ours breaks, and nothing is told of it",
    code: "internal",
    httpStatus: 500,
    options: { world: { store: brokenStore(new TypeError(canary)) } },
    calls: (client) => client.sendCode({ email }),
    says: ({ message }) => expect(message).toBe("internal error"),
  },
];

describe.for(allProtocols)("%s", (protocol) => {
  test.for(cases)("hears $reason when $when", async (refused) => {
    await using service = await startService(refused.options);
    const statuses: number[] = [];
    const headers = refused.headers?.(service) ?? targetOf(service).headers;
    const client = connect(protocol, { url: service.url, headers, fetch: noting(statuses) });

    const refusal = await refusalOf(refused.calls(client, service));

    const { reason, code, domain, message, retryMs } = refusal;
    expect({ reason, code, domain }).toEqual({
      reason: refused.reason,
      code: refused.code,
      domain: "nopass.v1",
    });
    expect(message).toMatch(plainEnglish);
    expect(refusal.texts.join("\n")).not.toMatch(/ada|example|123456|another system/);
    if (retryMs === undefined) expect(refusal.retryAfter).toBeUndefined();
    if (protocolsWithStatus.has(protocol)) expect(statuses.at(-1)).toBe(refused.httpStatus);
    refused.says?.(refusal, service);
  });

  test("gives the send back when no mail left, so that the next one need not wait", async () => {
    const refusal = { kind: "refused", cause: new Error(canary) } as const;
    await using service = await startService({ policy: { budget: 1 }, deliveries: [refusal] });
    const client = connect(protocol, targetOf(service));
    expect((await refusalOf(client.sendCode({ email }))).reason).toBe("DELIVERY_FAILED");
    await client.sendCode({ email });
  });

  test("can judge the code of a mail that was thought to be lost", async () => {
    const lost = { kind: "unknown", cause: new Error(canary) } as const;
    await using service = await startService({ deliveries: [lost] });
    const client = connect(protocol, targetOf(service));
    const { metadata } = await refusalOf(client.sendCode({ email }));
    const challengeId = metadata.challenge_id ?? "";
    expect(await client.verifyCode({ challengeId, code: service.codeFor(email) })).toMatchObject({ email });
  });

  test("is never told of success when the database could not confirm the verdict", async () => {
    const broken = brokenStore(storeUnavailable(new Error(canary)), "judge");
    await using service = await startService({ world: { store: broken } });
    const client = connect(protocol, targetOf(service));
    const { challengeId } = await client.sendCode({ email });
    const refusal = await refusalOf(client.verifyCode({ challengeId, code: service.codeFor(email) }));
    expect(refusal).toMatchObject({ reason: "STORE_UNAVAILABLE", code: "unavailable", retryMs: 1_000 });
  });

  test("gives up at its own deadline when the database does not answer", async () => {
    const silent = createSilentStore();
    await using service = await startService({ world: { store: silent.store } });
    using _ended = silent;
    const client = connect(protocol, targetOf(service));
    const startedAt = performance.now();
    const { code } = await refusalOf(client.sendCode({ email }, { timeoutMs: 300 }));
    expect(code).toBe("deadline_exceeded");
    expect(performance.now() - startedAt).toBeLessThan(seconds(3));
  });

  test("may set a deadline far beyond what the service takes", async () => {
    await using service = await startService();
    const client = connect(protocol, targetOf(service));
    await client.sendCode({ email }, { timeoutMs: minutes(60) });
  });
});

/** grpc-js shows some characters percent-coded, so no message may hold them. */
const plainEnglish = /^[^:;,/?@&=+$#%\n]+$/;

function expectWaitOfAtMost(mostMs: number): (refusal: Refusal) => void {
  return ({ retryMs = 0, retryAfter }) => {
    expect(retryMs).toBeGreaterThan(0);
    expect(retryMs).toBeLessThanOrEqual(mostMs);
    expect(retryAfter).toBe(String(Math.ceil(retryMs / 1000)));
  };
}

/** A store that opens nothing, or judges nothing. */
function brokenStore(error: Error, verb: "open" | "judge" = "open"): ChallengeStore {
  const fail = async () => {
    throw error;
  };
  const accept = async () => ({ kind: "opened", expiresAtMs: minutes(5), nextSendMs: 0 }) as const;
  return { open: verb === "open" ? fail : accept, judge: fail, giveBack: fail, ping: fail };
}

function noting(statuses: number[]): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    statuses.push(response.status);
    return response;
  };
}
