import { describe, expect, test } from "vitest";
import { Failure } from "../../src/core/failure.ts";
import type { ChallengeStore } from "../../src/core/ports.ts";
import { openChallenge } from "../../src/core/seal.ts";
import { aCaller, aPolicy } from "../support/callers.ts";
import { aKeyring } from "../support/keyrings.ts";
import { hours, minutes, noonMs, seconds } from "../support/noon.ts";
import { aService, failureOf, losingAnswers } from "../support/service.ts";

const once = { idempotencyKey: "only-once-only-once-22" };
const refused = { kind: "refused", cause: new Error("454 Throttling for ada@example.com") } as const;
const unavailable = async () => {
  throw new Failure("STORE_UNAVAILABLE", "the database cannot be reached");
};
const unknown = { kind: "unknown", cause: new Error("socket hang up") } as const;

describe("sending a code", () => {
  test("mails it to the canonical address and says when it ends and when the next may follow", async () => {
    const service = aService();
    const sent = await service.send({ email: "Ada@Example.COM" });
    expect(sent).toEqual({
      challengeId: expect.stringMatching(/^nc1_/),
      expiresAtMs: noonMs + minutes(5),
      resendAtMs: noonMs + seconds(30),
      codeLength: 6,
      codeAlphabet: "digits",
    });
    expect(service.mails).toEqual([
      {
        to: "ada@example.com",
        code: "012345",
        ttlMs: minutes(5),
        purpose: "sign-in",
        locale: "en",
        tenant: "acme",
        expiresAtMs: noonMs + minutes(5),
        brand: { name: "Acme", host: "acme.example" },
      },
    ]);
  });

  test("says nothing of the code to the caller", async () => {
    const service = aService();
    expect(JSON.stringify(await service.send())).not.toContain(service.code());
  });

  test("passes on what the caller states", async () => {
    const service = aService();
    const sent = await service.send({ ttlMs: minutes(10), locale: "de", purpose: "confirm-order" });
    expect(sent.expiresAtMs).toBe(noonMs + minutes(10));
    expect(service.mails[0]).toMatchObject({ ttlMs: minutes(10), locale: "de", purpose: "confirm-order" });
  });

  test("draws the code that the tenant's policy asks for", async () => {
    const policy = aPolicy({ code: { alphabet: "base32", length: 10 } });
    const service = aService({ caller: aCaller({ policy }) });
    expect(await service.send()).toMatchObject({ codeLength: 10, codeAlphabet: "base32" });
    expect(service.code()).toBe("0123456789");
  });

  test("gives each challenge another id, and another code", async () => {
    const service = aService();
    const first = await service.send();
    service.pass(seconds(30));
    const second = await service.send();
    expect(second.challengeId).not.toBe(first.challengeId);
    expect(service.mails.map(({ code }) => code)).toEqual(["012345", "678901"]);
  });

  test("tells the log a pseudonym of the address, and nothing else", async () => {
    const service = aService();
    await service.send();
    const facts = { addressTag: expect.stringMatching(/^[\w-]{8}$/), test: false, mailDomain: "other" };
    expect(service.facts).toEqual([facts, facts]);
  });

  test("asks the store nothing when a field breaks its rule", async () => {
    const service = aService();
    expect((await failureOf(service.send({ email: "nobody" }))).reason).toBe("EMAIL_INVALID");
    expect(service.calls.open).toBe(0);
    expect(service.mails).toEqual([]);
  });

  test("lets only a secret key state the address of the user", async () => {
    const service = aService();
    await service.send({ clientIp: "192.0.2.1" });
    const publishable = { ...aCaller(), keyKind: "publishable" } as const;
    const failure = await failureOf(service.send({ clientIp: "192.0.2.1" }, publishable));
    expect(failure.reason).toBe("KEY_FORBIDDEN");
  });
});

describe("limits of an address", () => {
  test("a second code within the cool-down is refused, with the time to wait", async () => {
    const service = aService();
    await service.send();
    service.pass(seconds(10));
    const failure = await failureOf(service.send({ email: "ADA@example.com" }));
    expect(failure).toMatchObject({ reason: "COOLING_DOWN", retryAfterMs: seconds(20) });
    expect(service.mails).toHaveLength(1);
  });

  test("codes that nobody uses end with the budget, until the window ends", async () => {
    const service = aService();
    for (let i = 0; i < 10; i++) {
      await service.send();
      service.pass(seconds(30));
    }
    const failure = await failureOf(service.send());
    expect(failure.reason).toBe("ADDRESS_LIMITED");
    expect(failure.retryAfterMs).toBeGreaterThan(0);
    service.pass((failure.retryAfterMs ?? 0) - 1);
    expect(await failureOf(service.send())).toMatchObject({ reason: "ADDRESS_LIMITED", retryAfterMs: 1 });
    service.pass(1);
    await service.send();
    expect(service.mails).toHaveLength(11);
  });

  test("a budget belongs to one tenant's address", async () => {
    const service = aService();
    await service.send();
    await service.send({}, aCaller({ id: "other" }));
    await service.send({ email: "grace@example.com" });
    expect(service.mails).toHaveLength(3);
  });

  test("within any 24 hours an address gets at most two budgets, whatever happens at the edge of its window", async () => {
    const service = aService();
    const sentAt: number[] = [];
    for (let minute = 0; minute < 3 * 24 * 60; minute += 10) {
      if (
        await service.send().then(
          () => true,
          () => false,
        )
      )
        sentAt.push(minute);
      service.pass(minutes(10));
    }
    for (const start of sentAt)
      expect(sentAt.filter((at) => at >= start && at < start + 24 * 60).length).toBeLessThanOrEqual(20);
  });
});

describe("an idempotency key", () => {
  test("gets the same answer, and one mail", async () => {
    const service = aService();
    const first = await service.send(once);
    service.pass(seconds(5));
    expect(await service.send(once)).toEqual(first);
    expect(service.mails).toHaveLength(1);
    expect([service.steps, service.pauses]).toEqual([[{ kind: "sent" }], []]);
    await service.verify({ challengeId: first.challengeId, code: service.code() });
  });

  test("gets one mail for calls that arrive at once", async () => {
    const service = aService();
    const answers = await Promise.all(Array.from({ length: 8 }, () => service.send(once)));
    expect(new Set(answers.map(({ challengeId }) => challengeId)).size).toBe(1);
    expect(service.mails).toHaveLength(1);
  });

  test.for([
    { what: "address", input: { email: "grace@example.com" } },
    { what: "purpose", input: { purpose: "delete-account" } },
    { what: "nonce", input: { nonce: "n-2" } },
  ])("with another $what is another challenge", async ({ input }) => {
    const service = aService();
    const first = await service.send(once);
    service.pass(seconds(30));
    expect((await service.send({ ...once, ...input })).challengeId).not.toBe(first.challengeId);
    expect(service.mails).toHaveLength(2);
  });

  test("of one tenant means nothing to another", async () => {
    const service = aService();
    const first = await service.send(once);
    const other = await service.send(once, aCaller({ id: "other" }));
    expect(other.challengeId).not.toBe(first.challengeId);
    expect(service.mails).toHaveLength(2);
  });

  test("repeated after the store did not confirm its write is mailed, once: the first write was taken back", async () => {
    const service = aService({ around: losingAnswers("open") });
    expect((await failureOf(service.send(once))).reason).toBe("STORE_UNAVAILABLE");
    const { challengeId } = await service.send(once);
    expect(service.mails).toHaveLength(1);
    await service.verify({ challengeId, code: service.code() });
  });

  test("repeated after a store that could not even take its write back mails nothing; a resend does", async () => {
    const deaf = (store: ChallengeStore) => losingAnswers("open")({ ...store, giveBack: unavailable });
    const service = aService({ around: deaf });
    expect((await failureOf(service.send(once))).reason).toBe("STORE_UNAVAILABLE");
    const { challengeId } = await service.send(once);
    expect(service.mails).toEqual([]);
    service.pass(seconds(30));
    await service.send({ challengeId });
    await service.verify({ challengeId, code: service.code() });
  });

  test("lets a delivery that was refused be tried again", async () => {
    const service = aService({ deliveries: [refused] });
    expect((await failureOf(service.send(once))).reason).toBe("DELIVERY_FAILED");
    const { challengeId } = await service.send(once);
    expect(service.mails).toHaveLength(2);
    await service.verify({ challengeId, code: service.code() });
  });

  test("sends no second mail when it is unknown whether the first one left", async () => {
    const service = aService({ deliveries: [unknown] });
    const failure = await failureOf(service.send(once));
    const { challengeId } = await service.send(once);
    expect(failure.metadata).toEqual({ challenge_id: challengeId });
    expect(service.mails).toHaveLength(1);
  });
});

describe("a store that loses an answer within a call", () => {
  test("is asked again by its adapter, and the mail is still sent, once", async () => {
    const service = aService({
      around: (store) => ({
        ...store,
        // What an adapter does: the same write again.
        open: async (request) => {
          await store.open(request);
          return store.open(request);
        },
      }),
    });
    const { challengeId } = await service.send(once);
    expect(service.mails).toHaveLength(1);
    await service.verify({ challengeId, code: service.code() });
  });
});

describe("a mail", () => {
  test("that was refused for certain costs neither budget nor time", async () => {
    const service = aService({ deliveries: Array(30).fill({ ...refused, retryAfterMs: 2_000 }) });
    for (let i = 0; i < 30; i++)
      expect(await failureOf(service.send())).toMatchObject({
        reason: "DELIVERY_FAILED",
        retryAfterMs: 2_000,
      });
    await service.send();
    expect(service.calls.giveBack).toBe(30);
  });

  test("that was refused and cannot be given back is still reported as refused", async () => {
    const service = aService({ deliveries: [refused], around: losingAnswers("giveBack") });
    expect((await failureOf(service.send())).reason).toBe("DELIVERY_FAILED");
  });

  test("that may yet arrive stays charged, and its code is accepted", async () => {
    const service = aService({ deliveries: [unknown] });
    const failure = await failureOf(service.send());
    expect(failure.reason).toBe("DELIVERY_UNKNOWN");
    expect(service.calls.giveBack).toBe(0);
    expect((await failureOf(service.send())).reason).toBe("COOLING_DOWN");
    const challengeId = failure.metadata.challenge_id ?? "";
    expect(await service.verify({ challengeId, code: service.code() })).toMatchObject({
      email: "ada@example.com",
    });
  });

  test("of a resend that was refused leaves the earlier code", async () => {
    const service = aService({ deliveries: [{ kind: "accepted" }, refused] });
    const { challengeId } = await service.send();
    service.pass(seconds(30));
    expect((await failureOf(service.send({ challengeId }))).reason).toBe("DELIVERY_FAILED");
    await service.verify({ challengeId, code: "012345" });
  });
});

describe("sending again", () => {
  test("mails another code for the same challenge, to the same address, without being told which", async () => {
    const service = aService();
    const first = await service.send();
    service.pass(seconds(30));
    const again = await service.send({ email: "", challengeId: first.challengeId });
    expect(again.challengeId).toBe(first.challengeId);
    expect(service.mails.map(({ to, code }) => `${code} to ${to}`)).toEqual([
      "012345 to ada@example.com",
      "678901 to ada@example.com",
    ]);
  });

  test.for(["012345", "678901"])("accepts either code: %s", async (code) => {
    const service = aService();
    const { challengeId } = await service.send();
    service.pass(seconds(30));
    await service.send({ challengeId });
    expect(await service.verify({ challengeId, code })).toMatchObject({ email: "ada@example.com" });
  });

  test("mails ten codes for one challenge, and no eleventh", async () => {
    const service = aService({ caller: aCaller({ policy: aPolicy({ budget: 20 }) }) });
    const { challengeId } = await service.send();
    for (let i = 0; i < 9; i++) {
      service.pass(seconds(30));
      await service.send({ challengeId });
    }
    service.pass(seconds(30));
    expect((await failureOf(service.send({ challengeId }))).reason).toBe("CHALLENGE_CLOSED");
    expect(service.mails).toHaveLength(10);
  });

  test("keeps the format that the challenge was opened with, whatever the policy is now", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    service.pass(seconds(30));
    const policy = aPolicy({ code: { alphabet: "digits", length: 8 } });
    expect(await service.send({ challengeId }, aCaller({ policy }))).toMatchObject({ codeLength: 6 });
    expect(service.code()).toHaveLength(6);
  });

  test("may repeat the address, the purpose and the nonce, in any spelling", async () => {
    const service = aService();
    const { challengeId } = await service.send({ nonce: "n-1", purpose: "confirm" });
    service.pass(seconds(30));
    await service.send({ challengeId, email: " ADA@Example.com", nonce: "n-1", purpose: "confirm" });
    expect(service.mails).toHaveLength(2);
  });

  test.for([
    { fields: ["email"], input: { email: "eve@example.com" } },
    { fields: ["purpose"], input: { purpose: "delete-account" } },
    { fields: ["nonce"], input: { nonce: "n-2" } },
    { fields: ["email", "purpose"], input: { email: "eve@example.com", purpose: "delete-account" } },
  ])("is refused with another $fields", async ({ fields, input }) => {
    const service = aService();
    const { challengeId } = await service.send();
    service.pass(seconds(30));
    const failure = await failureOf(service.send({ challengeId, email: "", ...input }));
    expect(failure.reason).toBe("REQUEST_INVALID");
    expect(failure.violations).toEqual(
      fields.map((field) => ({ field, description: "is not that of the challenge" })),
    );
    expect(service.calls.open).toBe(1);
  });

  test("with the same idempotency key mails nothing more", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    service.pass(seconds(30));
    const answers = [
      await service.send({ challengeId, ...once }),
      await service.send({ challengeId, ...once }),
    ];
    expect(answers[1]).toEqual(answers[0]);
    expect(service.mails).toHaveLength(2);
  });

  test("is refused when the challenge has expired, was redeemed or was wiped", async () => {
    const service = aService();
    const expired = await service.send();
    service.pass(minutes(5));
    expect((await failureOf(service.send({ challengeId: expired.challengeId }))).reason).toBe(
      "CHALLENGE_EXPIRED",
    );
    const redeemed = await service.send();
    await service.verify({ challengeId: redeemed.challengeId, code: service.code() });
    expect((await failureOf(service.send({ challengeId: redeemed.challengeId }))).reason).toBe(
      "CHALLENGE_CLOSED",
    );
    service.pass(seconds(30));
    const wiped = await service.send();
    await failureOf(service.verify({ challengeId: wiped.challengeId, code: "wrong" }));
    expect((await failureOf(service.send({ challengeId: wiped.challengeId }))).reason).toBe(
      "CHALLENGE_CLOSED",
    );
  });

  test("does not reach the store for an id that is forged, tampered with or another tenant's", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    const tampered = `${challengeId.slice(0, -1)}${challengeId.endsWith("A") ? "B" : "A"}`;
    const before = service.calls.open;
    for (const id of [tampered, "nc1_", "made-up", challengeId.slice(0, -4)])
      expect((await failureOf(service.send({ challengeId: id }))).reason).toBe("CHALLENGE_UNKNOWN");
    const foreign = await failureOf(service.send({ challengeId }, aCaller({ id: "other" })));
    expect(foreign.reason).toBe("CHALLENGE_UNKNOWN");
    expect(service.calls.open).toBe(before);
  });

  test("works after the key ring was rotated, with the keys of the challenge", async () => {
    const service = aService({ keyring: aKeyring("k1") });
    const { challengeId } = await service.send();
    service.rotate(aKeyring("k2", "k1"));
    service.pass(seconds(30));
    const again = await service.send({ challengeId });
    expect(again.challengeId).toBe(challengeId);
    await service.verify({ challengeId, code: "678901" });
  });
});

describe("what is kept for an address", () => {
  test("outlives the last answer that may be asked for: code, resend and repeated attempt", async () => {
    const kept: { untilMs: number; neededMs: number }[] = [];
    const service = aService({
      caller: aCaller({ policy: aPolicy({ maxTtlMs: hours(24) }) }),
      around: (store) => ({
        ...store,
        open: (request) => {
          kept.push({ untilMs: request.ttlSeconds * 1000, neededMs: request.expiresAtMs + minutes(5) });
          return store.open(request);
        },
      }),
    });
    const { challengeId } = await service.send({ ttlMs: hours(24) });
    service.pass(hours(23));
    await service.send({ challengeId, ttlMs: hours(24) });
    for (let i = 0; i < 48; i++) {
      service.pass(minutes(30));
      await service.send({ ttlMs: hours(24), email: `ada${i}@example.com` });
    }
    for (const { untilMs, neededMs } of kept) expect(untilMs).toBeGreaterThanOrEqual(neededMs);
  });

  test("is found under the keys of its challenge, and says nothing of the address", async () => {
    const addresses: string[] = [];
    const ring = aKeyring("k1");
    const service = aService({
      keyring: ring,
      around: (store) => ({
        ...store,
        open: (request) => {
          addresses.push(request.address);
          return store.open(request);
        },
      }),
    });
    const { challengeId } = await service.send();
    expect(openChallenge(ring, challengeId)?.challenge.email).toBe("ada@example.com");
    expect(addresses[0]).toMatch(/^1\|k1\|[\w-]{43}$/);
  });
});
