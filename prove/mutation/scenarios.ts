import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { createDynamoLeaseStore } from "../../src/store/dynamodb-leases.ts";
import { createMemoryLeaseStore } from "../../src/store/memory-leases.ts";
import { itemOf, rawItem, storeOn, writerOn } from "../../test/support/local-table.ts";
import { minutes, noonMs, seconds } from "../../test/support/noon.ts";
import { anAttempt, aResend, aSend } from "../../test/support/store-requests.ts";
import type { ProofTable } from "../support/table.ts";
import { nothing, type Wire } from "./wire.ts";

/** What no history of calls, one after the other, comes to: something happens between two writes of one call. */
export interface Scenario {
  readonly name: string;
  /** Whether what came of it is what the rules want; the address is used by nobody else. */
  holds(table: ProofTable, wire: Wire, address: string): Promise<boolean>;
}

export const scenarios: readonly Scenario[] = [
  {
    name: "an item that went by TTL is not made again by the write that prunes it",
    async holds(table, wire, address) {
      beforeOnce(wire, /^REMOVE #c0/, () => expire(table, address));
      for (let i = 0; i < 7; i++) {
        const nowMs = noonMs + minutes(6 * i);
        await storeOn(table).open(aSend({ address, nowMs, challenge: `c_${i}` }));
      }
      return (await rawItem(table, address)) === undefined;
    },
  },
  {
    name: "an item that went by TTL is not made again by the write that wipes its codes",
    async holds(table, wire, address) {
      beforeOnce(wire, wipes, () => expire(table, address));
      await storeOn(table).open(aSend({ address, attempts: 2 }));
      const { kind } = await storeOn(table).judge(anAttempt({ address, attempts: 2 }));
      return kind === "right" && (await rawItem(table, address)) === undefined;
    },
  },
  givenBack("a code that was redeemed meanwhile is not given back as well", 0, (table, address) =>
    storeOn(table).judge(anAttempt({ address, attempts: 2, code: "newer" })),
  ),
  givenBack("a code is not given back once its challenge has no attempt left", 2, async (table, address) => {
    for (const attempt of ["one", "two"])
      await storeOn(table).judge(anAttempt({ address, attempts: 2, code: "wrong", attempt }));
  }),
  givenBack("a code is not given back once there is a newer one", 3, (table, address) =>
    storeOn(table).open(aResend({ address, attempts: 2, code: "newest", nowMs: noonMs + minutes(2) })),
  ),
  givenBack("a code is given back once, also where both calls have found it", 1, (table, address) =>
    storeOn(table).giveBack(aResend({ address, attempts: 2 })),
  ),
  {
    name: "the days of tenants are shared as in memory, and end in the table",
    async holds(table, _wire, name) {
      const shared = createDynamoLeaseStore(writerOn(table));
      const inMemory = createMemoryLeaseStore();
      const ttlSeconds = noonMs / 1000;
      for (const [count, most] of leases) {
        const request = { name, count, most, ttlSeconds };
        if ((await shared.reserve(request)) !== (await inMemory.reserve(request))) return false;
      }
      const { pk: _key, ...item } = (await rawItem(table, name)) ?? {};
      return JSON.stringify([item.u?.N, item.ttl?.N]) === JSON.stringify(["60", String(ttlSeconds)]);
    },
  },
  {
    name: "nobody is granted more mails than a day holds, nor any where it holds none",
    async holds(table, _wire, name) {
      const shared = createDynamoLeaseStore(writerOn(table));
      const ttlSeconds = noonMs / 1000;
      const none = await shared.reserve({ name: `${name} none`, count: 1, most: 0, ttlSeconds });
      return none === 0 && (await shared.reserve({ name, count: 100, most: 50, ttlSeconds })) === 50;
    },
  },
];

const wipes = /^REMOVE #c\.m$/;

/** How many are wanted, and how many there are: in steps, to the last one, over it, and once the limit is another. */
const leases: readonly (readonly [count: number, most: number])[] = [
  [10, 35],
  [10, 35],
  [10, 35],
  [10, 35],
  [10, 35],
  [10, 20],
  [5, 40],
  [20, 60],
  [1, 60],
];

/** Something happens between the two writes of a give-back, and the writes that wipe codes are late. */
function givenBack(
  name: string,
  sends: number,
  meanwhile: (table: ProofTable, address: string) => Promise<unknown>,
): Scenario {
  return {
    name,
    async holds(table, wire, address) {
      await storeOn(table).open(aSend({ address, attempts: 2 }));
      await storeOn(table).open(aResend({ address, attempts: 2, nowMs: noonMs + seconds(30) }));
      wire.before = async (update) => {
        if (wipes.test(update)) return "lost";
        if (!update.includes("REMOVE #c.m.#mac")) return undefined;
        wire.before = async (update) => (wipes.test(update) ? "lost" : undefined);
        await meanwhile(table, address);
        return undefined;
      };
      await storeOn(table).giveBack(aResend({ address, attempts: 2 }));
      return (await itemOf(table, address))?.sends === sends;
    },
  };
}

function beforeOnce(wire: Wire, update: RegExp, happens: () => Promise<unknown>): void {
  wire.before = async (text) => {
    if (!update.test(text)) return undefined;
    wire.before = nothing;
    await happens();
    return undefined;
  };
}

async function expire({ client, table }: ProofTable, address: string): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: table, Key: { pk: { S: address } } }));
}
