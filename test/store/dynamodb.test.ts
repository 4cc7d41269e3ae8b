import { describe, expect, onTestFinished, test } from "vitest";
import { describeChallengeStore } from "../contract/challenge-store.ts";
import { createEmulator } from "../support/emulator.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { itemBytes } from "../support/item-size.ts";
import {
  atOnce,
  type CallKind,
  callKinds,
  itemOf,
  localClient,
  openLocalTable,
  rawItem,
  storeOn,
} from "../support/local-table.ts";
import { hours, minutes, noonMs, seconds } from "../support/noon.ts";
import { anAttempt, aResend, aSend } from "../support/store-requests.ts";

for (const kind of callKinds) {
  describeChallengeStore(`the DynamoDB store, by ${kind} calls,`, async () =>
    storeOn(await aTable(), atOnce, kind),
  );

  describeChallengeStore(
    `the DynamoDB store, by ${kind} calls, given the item with a failed condition,`,
    async () => storeOn(await aTable(createEmulator({ givesItem: true })), atOnce, kind),
  );
}

describe.for(callKinds)("what the DynamoDB store asks for, by %s calls", (kind) => {
  test.for([
    { attempts: 1, verdict: "right", writes: 2, because: "one to send, one to judge" },
    { attempts: 1, verdict: "wrong", writes: 2, because: "one to send, one to judge" },
    {
      attempts: 3,
      verdict: "right",
      writes: 3,
      because: "with several attempts the wipe is a write of its own",
    },
    { attempts: 3, verdict: "wrong", writes: 2, because: "nothing is wiped yet" },
  ])(
    "a send and a $verdict attempt of $attempts are $writes writes",
    async ({ attempts, verdict, writes }) => {
      const table = await aTable();
      const { store, proxy } = await through(table, kind);
      await store.open(aSend({ attempts }));
      await store.judge(anAttempt({ attempts, code: verdict }));
      expect(proxy.calls).toEqual({ UpdateItem: writes });
    },
  );

  test("a connection that waits for the next call is kept", async () => {
    const table = await aTable();
    const timeouts = { connectMs: 5_000, requestMs: 400 };
    const { store, proxy } = await through(table, kind, timeouts);
    await store.ping();
    await new Promise((done) => setTimeout(done, 3 * timeouts.requestMs));
    await store.ping();
    expect(proxy.connections()).toBe(1);
  });
});

describe("an item in the table", () => {
  test("keeps nothing of a judged challenge but its verdict", async () => {
    const table = await aTable();
    const store = storeOn(table);
    for (const attempts of [1, 2]) {
      const address = `${attempts} attempts`;
      await store.open(aSend({ address, attempts }));
      await store.judge(anAttempt({ address, attempts }));
      const item = await rawItem(table, address);
      expect(Object.keys(item?.c_1?.M ?? {}).sort()).toEqual(["a", "e", "l", "r", "s", "t", "v"]);
    }
  });

  test("stays below one write unit in ordinary use: a dozen sign-ins a day, some sent twice or mistyped", async () => {
    const table = await aTable();
    const store = storeOn(table);
    let largest = 0;
    for (let i = 0; i < 12; i++) {
      const nowMs = noonMs + hours(i);
      const challenge = realistic.challenge(i);
      await store.open(
        aSend({ challenge, code: realistic.mac(`code ${i}`), sendTag: realistic.mac(`s ${i}`), nowMs }),
      );
      if (i % 3 === 0) {
        const again = {
          nowMs: nowMs + minutes(1),
          code: realistic.mac(`again ${i}`),
          sendTag: realistic.mac(`r ${i}`),
        };
        await store.open(aResend({ challenge, ...again }));
      }
      const code = realistic.mac(`${i % 4 === 1 ? "typo" : "code"} ${i}`);
      await store.judge(
        anAttempt({ challenge, code, attempt: realistic.mac(`a ${i}`), nowMs: nowMs + minutes(2) }),
      );
      largest = Math.max(largest, await bytesOf(table));
    }
    expect(largest).toBeLessThanOrEqual(1024);
  });

  test("stays below four write units over 500 sign-ins as fast as the cool-down allows", async () => {
    const table = await aTable();
    const store = storeOn(table);
    let largest = 0;
    for (let i = 0; i < 500; i++) {
      const nowMs = noonMs + seconds(30) * i;
      const challenge = realistic.challenge(i);
      const code = realistic.mac(`code ${i}`);
      const sent = await store.open(aSend({ challenge, code, sendTag: realistic.mac(`send ${i}`), nowMs }));
      expect(sent.kind).toBe("opened");
      await store.judge(
        anAttempt({ challenge, code, attempt: realistic.mac(`attempt ${i}`), nowMs: nowMs + 1 }),
      );
      if (i % 20 === 19) largest = Math.max(largest, await bytesOf(table));
    }
    expect(largest).toBeLessThanOrEqual(4096);
    expect(Object.keys((await itemOf(table, aSend().address))?.challenges ?? {}).length).toBeLessThan(20);
  });

  test("stays below four write units under a stranger who opens and sends again as much as a wide policy allows", async () => {
    const table = await aTable();
    const store = storeOn(table);
    const wide = { budget: 1_000, attempts: 5, nowMs: noonMs, nextSendMs: noonMs };
    let largest = 0;
    for (let i = 0; i < 30; i++) {
      const challenge = realistic.challenge(i);
      for (let j = 0; j < 10; j++) {
        const send = {
          ...wide,
          challenge,
          code: realistic.mac(`${i} ${j}`),
          sendTag: realistic.mac(`tag ${i} ${j}`),
        };
        expect((await store.open(aSend({ ...send, resend: j > 0 }))).kind).toBe("opened");
      }
      const attempt = {
        attempts: 5,
        challenge,
        code: realistic.mac("wrong"),
        attempt: realistic.mac(`attempt ${i}`),
      };
      await store.judge(anAttempt({ ...attempt, nowMs: noonMs }));
      largest = Math.max(largest, await bytesOf(table));
    }
    expect(largest).toBeLessThanOrEqual(4096);
  });
});

/** Names and MACs as long as they are in earnest. */
const realistic = {
  challenge: (i: number) => `c_${String(i).padStart(11, "0")}`,
  mac: (name: string) => Buffer.from(name.padEnd(16)).toString("base64url", 0, 16),
};

/** The key is as long in earnest, too: `1|`, up to 16 characters of key id, `|`, and a MAC. */
async function bytesOf(table: Parameters<typeof rawItem>[0]): Promise<number> {
  const item = await rawItem(table, aSend().address);
  return itemBytes({ ...item, pk: { S: "-".repeat(2 + 16 + 1 + 43) } });
}

test("no code is mailed for a challenge that is over while its wipe is still to come", async () => {
  const table = await aTable();
  const { proxy, store } = await through(table, "lean");
  const send = aSend({ attempts: 2 });
  await store.open(send);
  proxy.script.UpdateItem = [undefined, ...Array(3).fill("dropped before it arrives")];
  expect(await store.judge(anAttempt({ attempts: 2 }))).toMatchObject({ kind: "right" });
  expect(await itemOf(table, send.address)).toMatchObject({ challenges: { c_1: { codes: { right: 1 } } } });
  expect(await store.open(send)).toMatchObject({ kind: "repeated" });
});

async function aTable(emulator = createEmulator()) {
  const table = await openLocalTable(emulator);
  onTestFinished(table.close);
  return table;
}

async function through(
  table: Awaited<ReturnType<typeof aTable>>,
  kind: CallKind,
  timeouts = { connectMs: 5_000, requestMs: 5_000 },
) {
  const proxy = await startFaultProxy(table.endpoint);
  const client = localClient(proxy.endpoint, timeouts);
  onTestFinished(async () => {
    client.destroy();
    await proxy.close();
  });
  return { proxy, store: storeOn({ client, table: table.table }, atOnce, kind) };
}
