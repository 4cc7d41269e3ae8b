import { storeOn } from "../../test/support/local-table.ts";
import { isLinearizable } from "../linearizability/checker.ts";
import { createFaultyEmulator, type FaultyEmulator } from "../linearizability/faulty-emulator.ts";
import { record } from "../linearizability/history.ts";
import type { Row } from "../row.ts";
import { inBatches } from "../support/in-batches.ts";
import { createRandom, seedOf } from "../support/random.ts";
import { openTable } from "../support/table.ts";

const faultPercents = [0, 10, 30] as const;

/** Whether the adapter behaves as if each call took effect at one instant, whatever the network does. */
export const linearizability: Row = {
  name: "linearizability",
  invariant:
    "the DynamoDB adapter answers as if its calls took effect one after the other, by the core's rules",
  method: "random histories of three clients over lost, late and unanswered requests, judged by a checker",
  unit: "history",
  trials: { quick: 1_000, full: 10_000 },
  part: 1_000,
  async run(options) {
    const violations: string[] = [];
    let calls = 0;
    await inBatches(options, 1, async (trial) => {
      const random = createRandom(seedOf(options.seed, trial));
      const faults: FaultyEmulator[] = [];
      const table = await openTable((emulator) => {
        const faulty = createFaultyEmulator(emulator, random, random.pick(faultPercents));
        faults.push(faulty);
        return faulty;
      });
      const history = await record(storeOn(table), `history ${trial}`, random);
      for (const faulty of faults) await faulty.settled();
      await table.close();
      calls += history.length;
      if (!isLinearizable(history))
        violations.push(`history ${trial} has no order that explains it: ${JSON.stringify(history)}`);
    });
    return { trials: options.trials, violations, facts: { calls } };
  },
};
