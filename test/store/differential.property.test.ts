import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import { marksOn } from "../support/local-marks.ts";
import {
  atOnce,
  callKinds,
  itemOf,
  type LocalTable,
  openLocalTable,
  storeOn,
} from "../support/local-table.ts";
import { noon } from "../support/noon.ts";
import { histories, play } from "../support/store-histories.ts";

let table: LocalTable;
beforeAll(async () => {
  table = await openLocalTable();
});
afterAll(() => table.close());

test.for(callKinds)(
  "no history of calls, by %s calls, has another outcome on DynamoDB than in memory, and the items end equal",
  { timeout: 60_000 },
  async (kind) => {
    let run = 0;
    let calls = 0;
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const suffix = ` in run ${run++} by ${kind} calls`;
        const items = createMemoryItems();
        const inMemory = await play(
          createMemoryStore(() => noon, items),
          createMemoryMarks(items),
          history,
          suffix,
        );
        const onDynamo = await play(storeOn(table, atOnce, kind), marksOn(table, kind), history, suffix);
        calls += inMemory.length;
        expect(onDynamo).toEqual(inMemory);
        for (const name of ["ada", "grace"]) {
          const item = items.get(name + suffix);
          expect(await itemOf(table, name + suffix)).toEqual(item);
          expect(item?.sends ?? 0).toBeGreaterThanOrEqual(0);
          expect(item?.sends ?? 0).toBeLessThanOrEqual(history.policy.budget);
        }
      }),
      { numRuns: 150 },
    );
    console.log(`differential, ${kind} calls: ${run} histories, ${calls} calls, the same outcomes`);
  },
);
