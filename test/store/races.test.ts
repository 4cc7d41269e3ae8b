import { availableParallelism } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChallengeStore } from "../../src/core/ports.ts";
import { createTable } from "../../src/store/dynamodb-table.ts";
import { createEmulator } from "../support/emulator.ts";
import {
  atOnce,
  type CallKind,
  clientInProcess,
  type LocalTable,
  openLocalTable,
  storeOn,
} from "../support/local-table.ts";
import { anAttempt, aSend } from "../support/store-requests.ts";

/** So many of the trials go over sockets, where callers overtake each other; the rest without, to be many. */
const races = [
  { kind: "lean", trials: 2_000, overSockets: 200 },
  { kind: "sdk", trials: 400, overSockets: 100 },
] as const;
const callers = 32;

let local: LocalTable;
beforeAll(async () => {
  local = await openLocalTable();
});
afterAll(() => local.close());

test.for(races)(
  `in $trials trials of ${callers} callers with the right code exactly one gets in, by $kind calls`,
  { timeout: 120_000 },
  async ({ kind, trials, overSockets }) => {
    const before = performance.now();
    const winners = [
      ...(await inBatches(overSockets, 4, (trial) =>
        race(storeOn(local, atOnce, kind), `${kind} socket ${trial}`),
      )),
      ...(await inBatches(trials - overSockets, 8, await raceInProcess(kind))),
    ];
    const tookS = Math.round((performance.now() - before) / 1000);
    console.log(
      `races, ${kind} calls: ${winners.length} trials × ${callers} callers in ${tookS} s on ${availableParallelism()} cores,` +
        ` ${winners.filter((count) => count === 1).length} with exactly one winner`,
    );
    expect(winners).toEqual(Array(trials).fill(1));
  },
);

async function raceInProcess(kind: CallKind) {
  const client = clientInProcess(createEmulator({ givesItem: true }));
  await createTable(client, "races");
  const store = storeOn({ client, table: "races" }, atOnce, kind);
  return (trial: number) => race(store, `in process ${trial}`);
}

/** How many of the callers are told that their code is right. The others must be told that somebody else was first. */
async function race(store: ChallengeStore, address: string): Promise<number> {
  await store.open(aSend({ address }));
  const verdicts = await Promise.all(
    Array.from({ length: callers }, (_, i) => store.judge(anAttempt({ address, attempt: `caller ${i}` }))),
  );
  const right = verdicts.filter(({ kind }) => kind === "right").length;
  const closed = verdicts.filter(({ kind }) => kind === "closed").length;
  expect(right + closed).toBe(callers);
  return right;
}

async function inBatches<T>(count: number, atOnce: number, run: (i: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < count; i += atOnce)
    results.push(
      ...(await Promise.all(Array.from({ length: Math.min(atOnce, count - i) }, (_, j) => run(i + j)))),
    );
  return results;
}
