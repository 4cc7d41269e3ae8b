import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import { marksOn } from "../../test/support/local-marks.ts";
import { itemOf, storeOn } from "../../test/support/local-table.ts";
import { noon } from "../../test/support/noon.ts";
import { type History, histories, play } from "../../test/support/store-histories.ts";
import type { Row } from "../row.ts";
import { seedOf } from "../support/random.ts";
import { openTable } from "../support/table.ts";

/** Whatever people do one after the other: the expressions of DynamoDB and the functions of the core say the same. */
export const differential: Row = {
  name: "differential",
  invariant: "DynamoDB and memory answer alike and end with the same items",
  method:
    "random histories of sends, resends, attempts, repetitions, give-backs, marks and pauses, shrunk when they differ",
  unit: "history",
  trials: { quick: 300, full: 20_000 },
  part: 1_000,
  async run({ first, trials, seed }) {
    const table = await openTable();
    const store = storeOn(table);
    let run = 0;
    let calls = 0;

    async function isSame(history: History): Promise<boolean> {
      const suffix = ` in run ${run++}`;
      const items = createMemoryItems();
      const memory = createMemoryStore(() => noon, items);
      const inMemory = await play(memory, createMemoryMarks(items), history, suffix);
      const onDynamo = await play(store, marksOn(table), history, suffix);
      calls += inMemory.length;
      if (!isDeepStrictEqual(onDynamo, inMemory)) return false;
      for (const name of ["ada", "grace"]) {
        const item = await itemOf(table, name + suffix);
        if (!isDeepStrictEqual(item, items.get(name + suffix))) return false;
        if (item && (item.sends < 0 || item.sends > history.policy.budget)) return false;
      }
      return true;
    }

    const { failed, counterexample } = await fc.check(fc.asyncProperty(histories, isSame), {
      numRuns: trials,
      seed: first === 0 ? seed : seedOf(seed, first),
    });
    await table.close();
    const violations = failed ? [`they differ on ${JSON.stringify(counterexample)}`] : [];
    return { trials: run, violations, facts: { calls } };
  },
};
