import { describe, expect, test } from "vitest";
import type { ChallengeStore } from "../../src/core/ports.ts";
import type { AddressMark, AddressMarks } from "../../src/core/undeliverable.ts";
import { hours, minutes, noonMs, seconds } from "../support/noon.ts";
import { anAttempt, aResend, aSend } from "../support/store-requests.ts";

export interface OpenedMarks {
  readonly store: ChallengeStore;
  readonly marks: AddressMarks;
}

/** What every AddressMarks must do together with its ChallengeStore. Each adapter's test file calls this. */
export function describeAddressMarks(name: string, open: () => Promise<OpenedMarks>): void {
  describe(`AddressMarks contract: ${name}`, () => {
    const untilMs = noonMs + hours(2);
    const aMark = (differences: Partial<AddressMark> = {}): AddressMark => ({
      address: "1|k1|ada",
      untilMs,
      ttlSeconds: (noonMs + hours(12)) / 1000,
      mayCreate: true,
      ...differences,
    });

    test("keeps an address from being sent to until its time is over, to the instant", async () => {
      const { store, marks } = await open();
      await marks.mark(aMark());
      expect(await store.open(aSend())).toEqual({ kind: "undeliverable", untilMs });
      expect(await store.open(aSend({ nowMs: untilMs - 1 }))).toEqual({ kind: "undeliverable", untilMs });
      expect(await store.open(aSend({ nowMs: untilMs }))).toMatchObject({ kind: "opened" });
    });

    test("charges nothing for a send that it refuses", async () => {
      const { store, marks } = await open();
      await marks.mark(aMark());
      for (let i = 0; i < 5; i++) await store.open(aSend({ challenge: `c_${i}` }));
      expect(await store.open(aSend({ nowMs: untilMs, budget: 1 }))).toMatchObject({ kind: "opened" });
    });

    test("opens for a discreet caller as ever, but says that nothing is to be mailed", async () => {
      const { store, marks } = await open();
      await marks.mark(aMark());
      const send = aSend({ discreet: true, budget: 2 });
      const { expiresAtMs, nextSendMs } = send;
      expect(await store.open(send)).toEqual({ kind: "withheld", expiresAtMs, nextSendMs });
      expect(await store.open(send)).toEqual({ kind: "withheld", expiresAtMs, nextSendMs });
      const another = { discreet: true, challenge: "c_2", code: "second", budget: 2 };
      expect(await store.open(aSend(another))).toMatchObject({ kind: "coolingDown" });
      const later = { ...another, nowMs: noonMs + seconds(30) };
      expect(await store.open(aSend(later))).toMatchObject({ kind: "withheld" });
      const third = { discreet: true, challenge: "c_3", nowMs: noonMs + minutes(2), budget: 2 };
      expect(await store.open(aSend(third))).toMatchObject({ kind: "overBudget" });
      expect(await store.judge(anAttempt({ code: "wrong" }))).toEqual({ kind: "wrong", attemptsLeft: 0 });
    });

    test("refuses another code for a challenge that is open, and withholds it from the discreet", async () => {
      const { store, marks } = await open();
      await store.open(aSend());
      await marks.mark(aMark({ mayCreate: false }));
      expect(await store.open(aResend())).toEqual({ kind: "undeliverable", untilMs });
      expect(await store.open(aResend({ discreet: true }))).toMatchObject({ kind: "withheld" });
    });

    test("answers a repeated send as the first time, although the address bounced meanwhile", async () => {
      const { store, marks } = await open();
      await store.open(aSend({ sendTag: "key" }));
      await marks.mark(aMark());
      expect(await store.open(aSend({ sendTag: "key", code: "other" }))).toMatchObject({ kind: "repeated" });
    });

    test("lets the code that did arrive be redeemed", async () => {
      const { store, marks } = await open();
      await store.open(aSend());
      await marks.mark(aMark());
      expect(await store.judge(anAttempt())).toMatchObject({ kind: "right" });
    });

    test("marks for the longer of two times", async () => {
      const { store, marks } = await open();
      await marks.mark(aMark());
      await marks.mark(aMark({ untilMs: untilMs - 1 }));
      expect(await store.open(aSend())).toEqual({ kind: "undeliverable", untilMs });
      await marks.mark(aMark({ untilMs: untilMs + 1 }));
      expect(await store.open(aSend())).toEqual({ kind: "undeliverable", untilMs: untilMs + 1 });
    });

    test("marks an item that is there only for another mark for longer", async () => {
      const { store, marks } = await open();
      await marks.mark(aMark());
      await marks.mark(aMark({ untilMs: untilMs + 1, mayCreate: false }));
      expect(await store.open(aSend())).toEqual({ kind: "undeliverable", untilMs: untilMs + 1 });
    });

    test("lifts a mark, and says whether there was one", async () => {
      const { store, marks } = await open();
      expect(await marks.lift("1|k1|ada")).toBe(false);
      await marks.mark(aMark());
      expect(await marks.lift("1|k1|ada")).toBe(true);
      expect(await marks.lift("1|k1|ada")).toBe(false);
      expect(await store.open(aSend())).toMatchObject({ kind: "opened" });
    });

    test("makes no item where it must not, and keeps apart what are two addresses", async () => {
      const { store, marks } = await open();
      await marks.mark(aMark({ mayCreate: false }));
      await marks.mark(aMark({ address: "1|k1|bob" }));
      expect(await store.open(aSend())).toMatchObject({ kind: "opened" });
    });
  });
}
