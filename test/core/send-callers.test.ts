import { describe, expect, test } from "vitest";
import { Failure } from "../../src/core/failure.ts";
import type { Caller } from "../../src/core/tenant.ts";
import { aCaller, aPolicy } from "../support/callers.ts";
import { hours, minutes, noonMs, seconds } from "../support/noon.ts";
import { aService, failureOf, type ServiceOptions } from "../support/service.ts";

const cause = new Error("454 Throttling");
const page: Caller = { ...aCaller(), keyKind: "publishable" };
const withTestKey: Caller = { ...aCaller(), test: true };

/** Sends as often as the address allows, and says how often that was. */
async function sendAll(service: ReturnType<typeof aService>, input = {}, as?: Caller): Promise<number> {
  const before = service.mails.length;
  for (let i = 0; i < 20; i++) {
    await service.send(input, as).catch((error) => expect(error.reason).toBe("ADDRESS_LIMITED"));
    service.pass(seconds(30));
  }
  return service.mails.length - before;
}

describe("of the ten codes of an address", () => {
  test.for([
    { who: "a server that vouches for its user", as: aCaller(), input: {}, want: 10 },
    { who: "a server that does not", as: aCaller(), input: { stranger: true }, want: 7 },
    { who: "a page", as: page, input: {}, want: 7 },
    {
      who: "a page that says nothing of strangers, with a made-up token",
      as: page,
      input: { knownDevice: "nd1_k1.20605.AAAAAAAAAAAAAAAAAAAAAA" },
      want: 7,
    },
  ])("$who gets $want", async ({ as, input, want }) => {
    expect(await sendAll(aService(), input, as)).toBe(want);
  });

  test.for([
    { who: "a page", as: page, input: {} },
    { who: "a server that does not vouch", as: aCaller(), input: { stranger: true } },
  ])("$who gets the rest as well on a device on which the mailbox was proven", async ({ as, input }) => {
    const service = aService();
    const { challengeId } = await service.send();
    const { knownDevice } = await service.verify({ challengeId, code: service.code() });
    service.pass(seconds(30));
    expect(await sendAll(service, input, as)).toBe(7);
    expect(await sendAll(service, { ...input, knownDevice }, as)).toBe(3);
  });

  test("strangers use up their part without holding up whoever is known for a second", async () => {
    const service = aService();
    await service.send({}, page);
    await service.send();
    expect((await failureOf(service.send({}, page))).reason).toBe("COOLING_DOWN");
    expect((await failureOf(service.send())).reason).toBe("COOLING_DOWN");
    expect(service.mails).toHaveLength(2);
  });
});

describe("a test", () => {
  test("is not mailed, and neither counted nor held up", async () => {
    const service = aService({ caller: withTestKey });
    for (let i = 0; i < 20; i++) expect(await service.send()).toMatchObject({ resendAtMs: noonMs });
    expect([service.mails, service.steps, service.pauses]).toEqual([[], [], []]);
  });

  test("takes nothing from the budget of the real address, whoever asks for it", async () => {
    const service = aService();
    for (const as of [withTestKey, { ...withTestKey, keyKind: "publishable" as const }])
      for (let i = 0; i < 20; i++) await service.send({}, as);
    expect(await sendAll(service)).toBe(10);
  });

  test("takes nothing from the mails of the day", async () => {
    let taken = 0;
    const takeSend = async () => {
      taken++;
      return () => {};
    };
    const service = aService({ limits: { takeSend } });
    await service.send({}, withTestKey);
    expect(taken).toBe(0);
    await service.send();
    expect(taken).toBe(1);
  });

  test("keeps the length of its fixed code while its tenant is under attack", async () => {
    const service = aService({ caller: withTestKey, limits: { isUnderAttack: () => true } });
    const { challengeId, codeLength } = await service.send();
    expect(codeLength).toBe(6);
    await service.verify({ challengeId, code: "000000" });
  });

  test("key cannot verify or send again what a live key opened", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    service.pass(seconds(30));
    const verified = await failureOf(service.verify({ challengeId, code: service.code() }, withTestKey));
    const sent = await failureOf(service.send({ challengeId }, withTestKey));
    expect([verified.reason, sent.reason]).toEqual(["CHALLENGE_UNKNOWN", "CHALLENGE_UNKNOWN"]);
    await service.verify({ challengeId, code: service.code() });
  });

  test("address of a live key has its code until its end, and is mailed from then on", async () => {
    const until = new Date(noonMs + hours(1));
    const testAddresses = [{ email: "ada@example.com", code: "424242", until }];
    const service = aService({ caller: aCaller({ testAddresses }) });
    const { challengeId } = await service.send();
    expect(await service.verify({ challengeId, code: "424242" })).toMatchObject({ test: true });
    service.pass(hours(1));
    await service.send();
    expect(service.mails).toHaveLength(1);
  });
});

describe("while a tenant is under attack", () => {
  test("its codes are two characters longer, also where they are sent again after it", async () => {
    let attacked = true;
    const service = aService({ limits: { isUnderAttack: () => attacked } });
    const { challengeId, codeLength } = await service.send();
    expect([codeLength, service.code().length]).toEqual([8, 8]);
    attacked = false;
    service.pass(seconds(30));
    await service.send({ challengeId });
    expect(service.code()).toHaveLength(8);
    await service.verify({ challengeId, code: service.code() });
  });
});

describe("the mails of a tenant's day", () => {
  /** A day of which is counted what was taken and put back. */
  function aDay(options: ServiceOptions = {}) {
    const day = { taken: 0, putBack: 0 };
    const takeSend = async () => {
      day.taken++;
      return () => void day.putBack++;
    };
    return { day, service: aService({ ...options, limits: { takeSend } }) };
  }

  test("are counted by those that leave, and by those that may have left", async () => {
    const { day, service } = aDay({ deliveries: [{ kind: "accepted" }, { kind: "unknown", cause }] });
    await service.send();
    service.pass(seconds(30));
    await failureOf(service.send());
    expect(day).toEqual({ taken: 2, putBack: 0 });
  });

  test("are counted by one that is kept back from an address that bounces, as if it had left", async () => {
    const around: ServiceOptions["around"] = (store) => ({
      ...store,
      open: async (request) => {
        const outcome = await store.open(request);
        return outcome.kind === "opened" ? { ...outcome, kind: "withheld" } : outcome;
      },
    });
    const { day, service } = aDay({ around, caller: page });
    await service.send();
    expect([day, service.mails]).toEqual([{ taken: 1, putBack: 0 }, []]);
  });

  test("are not counted by a send that its address refuses", async () => {
    const { day, service } = aDay();
    await service.send();
    await failureOf(service.send());
    expect(day).toEqual({ taken: 2, putBack: 1 });
  });

  test("are not counted by a repeated call", async () => {
    const { day, service } = aDay();
    const idempotencyKey = "only-once-only-once-22";
    await service.send({ idempotencyKey });
    await service.send({ idempotencyKey });
    expect(day).toEqual({ taken: 2, putBack: 1 });
  });

  test("are not counted by a mail that was refused for certain", async () => {
    const { day, service } = aDay({ deliveries: [{ kind: "refused", cause }] });
    await failureOf(service.send());
    expect(day).toEqual({ taken: 1, putBack: 1 });
  });

  test("are not counted by a send that the store did not confirm", async () => {
    const around: ServiceOptions["around"] = (store) => ({
      ...store,
      open: async () => {
        throw new Failure("STORE_UNAVAILABLE", "the database cannot be reached");
      },
    });
    const { day, service } = aDay({ around });
    expect((await failureOf(service.send())).reason).toBe("STORE_UNAVAILABLE");
    expect(day).toEqual({ taken: 1, putBack: 1 });
  });

  test("that are used up refuse a send before it costs its address anything", async () => {
    const retryAfterMs = hours(12);
    const spent = new Failure("CALLER_LIMITED", "the mails of this day are used up", { retryAfterMs });
    const service = aService({ limits: { takeSend: () => Promise.reject(spent) } });
    expect(await failureOf(service.send())).toMatchObject({ reason: "CALLER_LIMITED", retryAfterMs });
    expect(service.calls.open).toBe(0);
  });
});

describe("the network of an end user whom a server names", () => {
  test("is held to its limit, and only where it is named", async () => {
    const networks: string[] = [];
    const admitClient = (_: unknown, network: string) => void networks.push(network);
    const service = aService({ limits: { admitClient } });
    await service.send({ clientIp: "2001:db8::1" });
    service.pass(seconds(30));
    await service.send();
    expect(networks).toEqual(["2001:db8:0:0::/64"]);
  });

  test("that is over its limit is refused before anything is sent", async () => {
    const admitClient = () => {
      throw new Failure("CALLER_LIMITED", "too many calls", { retryAfterMs: minutes(1) });
    };
    const service = aService({ limits: { admitClient } });
    expect((await failureOf(service.send({ clientIp: "192.0.2.1" }))).reason).toBe("CALLER_LIMITED");
    expect([service.calls.open, service.mails]).toEqual([0, []]);
  });
});

describe("a domain that the tenant denied since the first code", () => {
  test("gets no other one", async () => {
    const service = aService();
    const { challengeId } = await service.send();
    service.pass(seconds(30));
    const denying = aCaller({ recipients: { allow: undefined, deny: ["example.com"] } });
    const failure = await failureOf(service.send({ email: "", challengeId }, denying));
    expect(failure).toMatchObject({
      reason: "EMAIL_INVALID",
      message: "the email is not an address that can be mailed",
      violations: [{ field: "email", description: "is not an address that can be mailed" }],
    });
    expect(service.mails).toHaveLength(1);
  });
});

test("what is stored of an address goes with the last answer that it can give, to the second", async () => {
  const kept: number[] = [];
  const service = aService({
    caller: aCaller({ policy: aPolicy({ maxTtlMs: hours(2) }) }),
    around: (store) => ({
      ...store,
      open(request) {
        kept.push(request.ttlSeconds * 1000 - request.windowEndMs);
        return store.open(request);
      },
    }),
  });
  await service.send();
  expect(kept[0]).toBeGreaterThanOrEqual(hours(2) + minutes(5));
  expect(kept[0]).toBeLessThan(hours(2) + minutes(5) + seconds(1));
});
