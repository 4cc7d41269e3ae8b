import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { dynamoTimeouts } from "../../src/store/dynamodb-client.ts";
import { allFaults, endless, type Fault, startFaultProxy } from "../support/fault-proxy.ts";
import {
  atOnce,
  type CallKind,
  callKinds,
  itemOf,
  type LocalTable,
  localClient,
  openLocalTable,
  storeOn,
} from "../support/local-table.ts";
import { minutes, noonMs } from "../support/noon.ts";
import { anAttempt, aResend, aSend } from "../support/store-requests.ts";

let table: LocalTable;
beforeAll(async () => {
  table = await openLocalTable();
});
afterAll(() => table.close());

/** These machines are busy: only a fault that lasts as long as the client waits is met with little patience. */
const patienceWith = (fault: Fault) => ({
  connectMs: endless.includes(fault) ? 1_000 : 5_000,
  requestMs: endless.includes(fault) ? 800 : 10_000,
});

/** The write was made although nobody heard of it, or is made later. */
const mayApply = (fault: Fault) => fault.startsWith("applied");

/** These are answered well in the end. */
const harmless: readonly Fault[] = ["applied twice"];

const faulty = allFaults.filter((fault) => !harmless.includes(fault));
const onceAndTwice = allFaults.flatMap((fault) => [1, 2].map((times) => ({ fault, times })));

describe.for(callKinds)("by %s calls,", (kind) => {
  describe.concurrent("a write that succeeds after tries that failed", () => {
    test.for(onceAndTwice)("opens a challenge: $fault, $times times", async ({ fault, times }, context) => {
      const { store, proxy } = await meeting(kind, context, "UpdateItem", fault, times);
      const address = context.task.id;
      expect(await store.open(aSend({ address }))).toMatchObject({ kind: "opened" });
      expect(proxy.calls.UpdateItem).toBe(harmless.includes(fault) ? 1 : times + 1);
      expect(await itemOf(table, address)).toMatchObject({ sends: 1, challenges: { c_1: { sends: 1 } } });
      expect(await storeOn(table).judge(anAttempt({ address }))).toMatchObject({ kind: "right" });
    });

    test.for(onceAndTwice)("sends again: $fault, $times times", async ({ fault, times }, context) => {
      const { store, proxy } = await meeting(kind, context, "UpdateItem", fault, times);
      const address = context.task.id;
      await storeOn(table).open(aSend({ address }));
      expect(await store.open(aResend({ address }))).toMatchObject({ kind: "opened" });
      expect(proxy.calls.UpdateItem).toBe(harmless.includes(fault) ? 1 : times + 1);
      expect(await itemOf(table, address)).toMatchObject({ sends: 2, challenges: { c_1: { sends: 2 } } });
    });

    test.for(onceAndTwice)("judges a right code: $fault, $times times", async ({ fault, times }, context) => {
      const { store } = await meeting(kind, context, "UpdateItem", fault, times);
      const address = context.task.id;
      await storeOn(table).open(aSend({ address }));
      const verdict = await store.judge(anAttempt({ address }));
      expect(verdict).toMatchObject({ kind: "right", atMs: noonMs + minutes(1) });
      expect((await itemOf(table, address))?.sends).toBe(0);
      const other = anAttempt({ address, attempt: "second" });
      expect(await store.judge(other)).toEqual({ kind: "closed" });
    });

    test.for(onceAndTwice)(
      "judges a wrong code once: $fault, $times times",
      async ({ fault, times }, context) => {
        const { store } = await meeting(kind, context, "UpdateItem", fault, times);
        const address = context.task.id;
        await storeOn(table).open(aSend({ address, attempts: 3 }));
        const wrong = anAttempt({ address, attempts: 3, code: "wrong" });
        expect(await store.judge(wrong)).toEqual({ kind: "wrong", attemptsLeft: 2 });
      },
    );

    test.for(onceAndTwice)(
      "gives a send back once: $fault, $times times",
      async ({ fault, times }, context) => {
        const { store } = await meeting(kind, context, "UpdateItem", fault, times);
        const address = context.task.id;
        await storeOn(table).open(aSend({ address, challenge: "c_0", nextSendMs: noonMs }));
        await storeOn(table).open(aSend({ address }));
        await store.giveBack(aSend({ address }));
        const item = await itemOf(table, address);
        expect(item).toMatchObject({ sends: 1, nextSendMs: noonMs });
        expect(Object.keys(item?.challenges ?? {})).toEqual(["c_0"]);
      },
    );

    test.for(faulty)("learns why its condition failed: %s", async (fault, context) => {
      const { store } = await meeting(kind, context, "GetItem", fault, 2);
      const address = context.task.id;
      await storeOn(table).open(aSend({ address }));
      const other = aSend({ address, challenge: "c_2" });
      expect(await store.open(other)).toMatchObject({ kind: "coolingDown" });
    });
  });

  describe.concurrent("a store that cannot be reached, or does not say so", () => {
    test.for(faulty)(
      "opens nothing for certain, and the same send may be repeated: %s",
      async (fault, context) => {
        const { store, proxy } = await meeting(kind, context, "UpdateItem", fault, 3);
        const send = aSend({ address: context.task.id });
        await expect(store.open(send)).rejects.toMatchObject(unavailable);
        expect(proxy.calls).toEqual({ UpdateItem: 3 });
        expect(await store.open(send)).toMatchObject({ kind: "opened" });
        expect((await itemOf(table, context.task.id))?.sends).toBe(1);
      },
    );

    test.for(faulty)(
      "proves nothing, and the same attempt is judged truly later: %s",
      async (fault, context) => {
        const { store, proxy } = await meeting(kind, context, "UpdateItem", fault, 3);
        await storeOn(table).open(aSend({ address: context.task.id }));
        const attempt = anAttempt({ address: context.task.id });
        await expect(store.judge(attempt)).rejects.toMatchObject(unavailable);
        expect(proxy.calls).toEqual({ UpdateItem: 3 });
        expect(await store.judge(attempt)).toMatchObject({ kind: "right" });
        expect(await store.judge({ ...attempt, attempt: "second" })).toEqual({ kind: "closed" });
      },
    );

    test.for(faulty)("lets nobody guess twice because of it: %s", async (fault, context) => {
      const { store } = await meeting(kind, context, "UpdateItem", fault, 3);
      await storeOn(table).open(aSend({ address: context.task.id }));
      const wrong = anAttempt({ address: context.task.id, code: "wrong" });
      await expect(store.judge(wrong)).rejects.toMatchObject(unavailable);
      const verdict = await store.judge(anAttempt({ address: context.task.id, attempt: "second" }));
      expect(verdict.kind).toBe(mayApply(fault) ? "closed" : "right");
    });

    test.for(faulty)("takes nothing back twice: %s", async (fault, context) => {
      const { store } = await meeting(kind, context, "UpdateItem", fault, 3);
      await storeOn(table).open(aSend({ address: context.task.id }));
      await expect(store.giveBack(aSend({ address: context.task.id }))).rejects.toMatchObject(unavailable);
      await store.giveBack(aSend({ address: context.task.id }));
      expect(await itemOf(table, context.task.id)).toMatchObject({ sends: 0, challenges: {} });
    });

    test.for(faulty)("gives no verdict that it could not read: %s", async (fault, context) => {
      const { store, proxy } = await meeting(kind, context, "GetItem", fault, 3);
      await storeOn(table).open(aSend({ address: context.task.id }));
      await storeOn(table).judge(anAttempt({ address: context.task.id }));
      await expect(store.judge(anAttempt({ address: context.task.id }))).rejects.toMatchObject(unavailable);
      expect(proxy.calls).toEqual({ UpdateItem: 1, GetItem: 3 });
    });

    test("says when it is not there at all", async (context) => {
      const { store, proxy } = await meeting(kind, context, "GetItem", "answered with a 500", 0);
      await proxy.close();
      for (const call of [
        store.ping(),
        store.open(aSend()),
        store.judge(anAttempt()),
        store.giveBack(aSend()),
      ])
        await expect(call).rejects.toMatchObject(unavailable);
    });
  });

  describe.concurrent("a wipe of its own, after the verdict", () => {
    const right = { attempts: 3 };

    test("that fails takes nothing from the verdict, and the next call makes up for it", async (context) => {
      const { store, proxy } = await meeting(kind, context, "UpdateItem", "dropped before it arrives", 0);
      await storeOn(table).open(aSend({ ...right, address: context.task.id }));
      proxy.script.UpdateItem = [undefined, "throttled", "throttled", "throttled"];
      const attempt = anAttempt({ ...right, address: context.task.id });
      expect(await store.judge(attempt)).toMatchObject({ kind: "right" });
      expect((await itemOf(table, context.task.id))?.challenges.c_1).toHaveProperty("codes");
      const second = { ...attempt, attempt: "second" };
      expect(await store.judge(second)).toEqual({ kind: "closed" });
      expect((await itemOf(table, context.task.id))?.sends).toBe(0);
      expect((await itemOf(table, context.task.id))?.challenges.c_1).not.toHaveProperty("codes");
    });

    test("that fails leaves no guess behind", async (context) => {
      const { store, proxy } = await meeting(kind, context, "UpdateItem", "throttled", 0);
      const two = { attempts: 2, address: context.task.id };
      await storeOn(table).open(aSend(two));
      await store.judge(anAttempt({ ...two, code: "wrong" }));
      proxy.script.UpdateItem = [undefined, "throttled", "throttled", "throttled"];
      const last = anAttempt({ ...two, code: "wrong", attempt: "second" });
      expect(await store.judge(last)).toEqual({ kind: "wrong", attemptsLeft: 0 });
      expect((await itemOf(table, context.task.id))?.challenges.c_1).toHaveProperty("codes");
      expect(await store.judge(anAttempt({ ...two, attempt: "third" }))).toEqual({ kind: "closed" });
      expect((await itemOf(table, context.task.id))?.sends).toBe(1);
    });

    test("follows a verdict whose first answer was lost as well", async (context) => {
      const { store } = await meeting(kind, context, "UpdateItem", "applied, its answer dropped", 1);
      await storeOn(table).open(aSend({ ...right, address: context.task.id }));
      expect(await store.judge(anAttempt({ ...right, address: context.task.id }))).toMatchObject({
        kind: "right",
      });
      expect((await itemOf(table, context.task.id))?.challenges.c_1).not.toHaveProperty("codes");
    });
  });

  describe("time", () => {
    test.for(["applied, its answer late", "applied, its answer stuck in the middle"] as const)(
      "a call is over in time with the timeouts of the service: %s",
      async (fault, context) => {
        const { store } = await meeting(kind, context, "UpdateItem", fault, 3, dynamoTimeouts);
        const before = performance.now();
        await expect(store.judge(anAttempt({ address: fault }))).rejects.toMatchObject(unavailable);
        const tookMs = performance.now() - before;
        expect(tookMs).toBeGreaterThan(2 * dynamoTimeouts.requestMs);
        expect(tookMs).toBeLessThan(3 * (dynamoTimeouts.connectMs + dynamoTimeouts.requestMs) + 2_000);
      },
    );
  });
});

/** All that a caller hears: no text of the database's. */
const unavailable = {
  name: "Failure",
  reason: "STORE_UNAVAILABLE",
  message: "the database cannot be reached",
  retryAfterMs: 1_000,
};

/** A store whose next calls meet a fault. Tests that run at once each clean up after themselves. */
async function meeting(
  kind: CallKind,
  { onTestFinished }: TestContext,
  operation: string,
  fault: Fault,
  times: number,
  patience = patienceWith(fault),
) {
  const proxy = await startFaultProxy(table.endpoint);
  const client = localClient(proxy.endpoint, patience);
  proxy.script[operation] = Array(times).fill(fault);
  onTestFinished(async () => {
    client.destroy();
    await proxy.close();
  });
  return { proxy, store: storeOn({ client, table: table.table }, atOnce, kind) };
}
