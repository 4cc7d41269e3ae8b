import { describe, expect, test } from "vitest";
import type { Caller } from "../../src/core/tenant.ts";
import type { Feedback } from "../../src/core/undeliverable.ts";
import { createHearFeedback } from "../../src/core/undeliverable.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import { aCaller, aPolicy } from "../support/callers.ts";
import { aKeyring } from "../support/keyrings.ts";
import { hours, minutes, noonMs, seconds } from "../support/noon.ts";
import { aService, failureOf, type ServiceOptions } from "../support/service.ts";

const publishable: Caller = { ...aCaller(), keyKind: "publishable" };
const days = (count: number) => hours(24 * count);
const bounce: Feedback = { kind: "bounced", email: "Ada@Example.com", tenant: "acme", atMs: noonMs };

function aMarkedService(options: ServiceOptions = {}, ring = options.keyring ?? aKeyring()) {
  const service = aService({ ...options, keyring: ring });
  const hear = createHearFeedback({
    marks: createMemoryMarks(service.items),
    keyring: ring,
    clock: service.clock,
    tenants: () => [(options.caller ?? aCaller()).tenant],
    pauseMs: { bounced: days(7), complained: days(30) },
  });
  return { service, hear };
}

describe("an address that bounced", () => {
  test("is refused with the time at which it ends, and nothing is mailed, charged or given back", async () => {
    const { service, hear } = aMarkedService();
    await hear(bounce);
    const failure = await failureOf(service.send());
    expect([failure.reason, failure.retryAfterMs]).toEqual(["ADDRESS_UNDELIVERABLE", days(7)]);
    expect([service.mails, service.calls.giveBack]).toEqual([[], 0]);
  });

  test("is refused by a store that is asked once", async () => {
    const { service, hear } = aMarkedService();
    await hear(bounce);
    await failureOf(service.send());
    expect(service.calls.open).toBe(1);
  });

  test("is refused to the challenge of the day before as well, and to one of another key of the ring", async () => {
    const ring = aKeyring("k1", "k2");
    const policy = aPolicy({ maxTtlMs: hours(24) });
    const caller = aCaller({ policy });
    const { service, hear } = aMarkedService({ caller }, ring);
    const { challengeId } = await service.send({ ttlMs: hours(24) });
    service.rotate(aKeyring("k2", "k1"));
    service.pass(hours(23));
    await hear({ ...bounce, atMs: noonMs + hours(23) });
    expect((await failureOf(service.send({ challengeId }))).reason).toBe("ADDRESS_UNDELIVERABLE");
    expect((await failureOf(service.send())).reason).toBe("ADDRESS_UNDELIVERABLE");
  });

  test("is answered for a publishable key as if it were sent, after as long as a delivery takes", async () => {
    const caller = publishable;
    const { service, hear } = aMarkedService({ caller });
    await hear(bounce);
    expect(await service.send()).toMatchObject({ codeLength: 6, resendAtMs: noonMs + seconds(30) });
    expect([service.mails, service.pauses.length]).toEqual([[], 1]);
    expect((await failureOf(service.send())).reason).toBe("COOLING_DOWN");
  });
});

describe("feedback", () => {
  test("that is older than its pause, or about a tenant that is not there, or no address, changes nothing", async () => {
    const { service, hear } = aMarkedService();
    expect(await hear({ ...bounce, atMs: noonMs - days(7) })).toBe(false);
    expect(await hear({ ...bounce, tenant: "globex" })).toBe(false);
    expect(await hear({ ...bounce, email: "no address" })).toBe(false);
    await service.send();
  });

  test("from the future counts from now on", async () => {
    const { service, hear } = aMarkedService();
    await hear({ ...bounce, atMs: noonMs + days(300) });
    service.pass(days(7));
    await service.send();
    expect(service.mails).toHaveLength(1);
  });

  test("makes no more items than the pause has windows", async () => {
    const { service, hear } = aMarkedService();
    await hear(bounce);
    expect(service.items.size).toBe(8);
  });
});

describe("a mailbox that the mailer found not to exist", () => {
  const deliveries = [{ kind: "refused", fault: "mailbox", cause: new Error("550") }] as const;

  test("is told to a secret key, charges nothing, and is remembered", async () => {
    const service = aService({ deliveries });
    expect((await failureOf(service.send())).reason).toBe("ADDRESS_UNDELIVERABLE");
    expect(service.calls.giveBack).toBe(1);
    expect(service.bounces).toEqual([{ email: "ada@example.com", tenant: "acme" }]);
  });

  test("is not told to a publishable key, and stays charged as if the code had left", async () => {
    const service = aService({ deliveries, caller: publishable });
    expect(await service.send()).toMatchObject({ codeLength: 6 });
    expect([service.calls.giveBack, service.bounces.length]).toEqual([0, 1]);
    service.pass(minutes(1));
    await service.send();
  });
});
