import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { windowAt, windowEndMs } from "../../src/core/address-key.ts";
import type { EmailAddress } from "../../src/core/email.ts";
import type { Caller } from "../../src/core/tenant.ts";
import type { AddressMark, Feedback } from "../../src/core/undeliverable.ts";
import { createHearFeedback } from "../../src/core/undeliverable.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import { aCaller, aPolicy, aTenant } from "../support/callers.ts";
import { aChallenge } from "../support/challenges.ts";
import { aKeyring } from "../support/keyrings.ts";
import { hours, minutes, noonMs, seconds } from "../support/noon.ts";
import { aService, failureOf, type ServiceOptions } from "../support/service.ts";

const publishable: Caller = { ...aCaller(), keyKind: "publishable" };
const days = (count: number) => hours(24 * count);
const bounce: Feedback = { kind: "bounced", email: "Ada@Example.com", tenant: "acme", atMs: noonMs };

function aMarkedService(options: ServiceOptions = {}, ring = options.keyring ?? aKeyring()) {
  const service = aService({ ...options, keyring: ring });
  const marks = createMemoryMarks(service.items);
  const marked: AddressMark[] = [];
  let now = 0;
  let mostAtOnce = 0;
  /** Counts the writes that are under way together. */
  const counted = async <T>(write: Promise<T>): Promise<T> => {
    mostAtOnce = Math.max(mostAtOnce, ++now);
    await setImmediate();
    now--;
    return write;
  };
  const hear = createHearFeedback({
    marks: {
      mark(mark) {
        marked.push(mark);
        return counted(marks.mark(mark));
      },
      lift: (address) => counted(marks.lift(address)),
    },
    keyring: ring,
    clock: service.clock,
    tenants: () => [(options.caller ?? aCaller()).tenant, aTenant({ id: "other" })],
    pauseMs: { bounced: days(7), complained: days(30) },
  });
  return { service, hear, marked, mostAtOnce: () => mostAtOnce };
}

describe("an address that bounced", () => {
  test("is refused with the time at which it ends, and nothing is mailed, charged or given back", async () => {
    const { service, hear } = aMarkedService();
    await hear(bounce);
    const failure = await failureOf(service.send());
    expect([failure.reason, failure.retryAfterMs]).toEqual(["ADDRESS_UNDELIVERABLE", days(7)]);
    expect(failure.message).toBe("mail to this address bounced or was complained about");
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

  test("is refused to a challenge that was kept open for days, code by code", async () => {
    const caller = aCaller({ policy: aPolicy({ maxTtlMs: hours(24) }) });
    const { service, hear } = aMarkedService({ caller });
    const { challengeId } = await service.send({ ttlMs: hours(24) });
    for (let i = 1; i < 9; i++) {
      service.pass(hours(23));
      await service.send({ challengeId, ttlMs: hours(24) });
    }
    service.pass(hours(23));
    await hear({ ...bounce, atMs: service.clock().getTime() });
    expect((await failureOf(service.send({ challengeId }))).reason).toBe("ADDRESS_UNDELIVERABLE");
  });

  test("is mailed again when the pause is over, to the millisecond", async () => {
    const { service, hear } = aMarkedService();
    await hear(bounce);
    service.pass(days(7) - 1);
    expect((await failureOf(service.send())).reason).toBe("ADDRESS_UNDELIVERABLE");
    service.pass(1);
    await service.send();
    expect(service.mails).toHaveLength(1);
  });

  test("is answered for a publishable key as if it were sent, after as long as a delivery takes", async () => {
    const caller = publishable;
    const { service, hear } = aMarkedService({ caller });
    await hear(bounce);
    expect(await service.send()).toMatchObject({ codeLength: 6, resendAtMs: noonMs + seconds(30) });
    expect([service.mails, service.pauses.length]).toEqual([[], 1]);
    expect(service.steps).toEqual([{ kind: "withheld" }]);
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

  test("makes no more items than the pause has windows, and none that outlives its window", async () => {
    const { service, hear, marked } = aMarkedService();
    expect(await hear(bounce)).toBe(true);
    expect(service.items.size).toBe(8);
    const endMs = windowEndOf(noonMs);
    const ends = Array.from({ length: 8 }, (_, i) => Math.ceil((endMs + days(i)) / 1000));
    const made = marked.filter(({ mayCreate }) => mayCreate);
    expect(made.map(({ ttlSeconds }) => ttlSeconds)).toEqual(ends);
  });

  test("makes no item for a window that begins when the pause ends", async () => {
    const { service, hear } = aMarkedService();
    const endMs = windowEndOf(noonMs);
    service.pass(endMs - noonMs);
    await hear({ ...bounce, atMs: endMs });
    expect(service.items.size).toBe(7);
  });

  test("that a mail arrived, or is late, changes nothing", async () => {
    const { service, hear } = aMarkedService();
    expect(await hear({ ...bounce, kind: "delivered" })).toBe(false);
    expect(await hear({ ...bounce, kind: "delayed" })).toBe(false);
    expect(service.items.size).toBe(0);
    await hear(bounce);
    expect(await hear({ ...bounce, kind: "delivered" })).toBe(false);
    expect((await failureOf(service.send())).reason).toBe("ADDRESS_UNDELIVERABLE");
  });

  test("that somebody complained holds for its own time", async () => {
    const { service, hear } = aMarkedService();
    await hear({ ...bounce, kind: "complained" });
    expect((await failureOf(service.send())).retryAfterMs).toBe(days(30));
  });

  test("about one tenant concerns no other, and about none it concerns all", async () => {
    const { service, hear } = aMarkedService();
    const other = aCaller({ id: "other" });
    await hear(bounce);
    await service.send({}, other);
    service.pass(minutes(1));
    await hear({ ...bounce, tenant: undefined });
    expect((await failureOf(service.send({}, other))).reason).toBe("ADDRESS_UNDELIVERABLE");
  });

  test("is written a few items at a time, so that it does not crowd out sends", async () => {
    const { service, hear, mostAtOnce } = aMarkedService();
    await hear({ ...bounce, kind: "complained" });
    expect(service.items.size).toBe(31);
    expect(mostAtOnce()).toBe(16);
  });
});

describe("an operator who knows better", () => {
  const cleared: Feedback = { ...bounce, kind: "cleared" };

  test("clears an address at once, and hears whether there was anything to clear", async () => {
    const { service, hear } = aMarkedService();
    await hear(bounce);
    expect(await hear(cleared)).toBe(true);
    await service.send();
    expect(service.mails).toHaveLength(1);
    expect(await hear(cleared)).toBe(false);
  });

  test("clears every window of the longest pause that can be set", async () => {
    const { service, hear } = aMarkedService();
    await hear({ ...bounce, kind: "complained" });
    await hear(cleared);
    for (let day = 0; day < 30; day++) {
      await service.send();
      service.pass(days(1));
    }
    expect(service.mails).toHaveLength(30);
  });

  test("makes no items", async () => {
    const { service, hear } = aMarkedService();
    await hear(cleared);
    expect(service.items.size).toBe(0);
  });
});

describe("a mailbox that the mailer found not to exist", () => {
  const deliveries = [{ kind: "refused", fault: "mailbox", cause: new Error("550") }] as const;

  test("is told to a secret key, charges nothing, and is remembered", async () => {
    const service = aService({ deliveries });
    const failure = await failureOf(service.send());
    expect([failure.reason, failure.cause]).toEqual(["ADDRESS_UNDELIVERABLE", deliveries[0].cause]);
    expect(service.calls.giveBack).toBe(1);
    expect(service.bounces).toEqual([{ email: "ada@example.com", tenant: "acme" }]);
  });

  test("is not told to a publishable key, and stays charged as if the code had left", async () => {
    const service = aService({ deliveries, caller: publishable });
    expect(await service.send()).toMatchObject({ codeLength: 6 });
    expect([service.calls.giveBack, service.bounces.length]).toEqual([0, 1]);
    expect(service.steps).toEqual([{ kind: "withheld" }]);
    service.pass(minutes(1));
    await service.send();
  });
});

test("a mail that was refused for another reason says nothing of its mailbox", async () => {
  const service = aService({ deliveries: [{ kind: "refused", fault: "mail", cause: new Error("552") }] });
  expect((await failureOf(service.send())).reason).toBe("DELIVERY_FAILED");
  expect(service.bounces).toEqual([]);
});

/** When the window of the address ends that an instant falls in. */
function windowEndOf(atMs: number): number {
  const keys = aKeyring().primary;
  const email = "ada@example.com" as EmailAddress;
  return windowEndMs(keys, aChallenge({ email, window: windowAt(keys, "acme", email, atMs) }));
}
