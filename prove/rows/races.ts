import { storeOn } from "../../test/support/local-table.ts";
import { anAttempt, aSend } from "../../test/support/store-requests.ts";
import type { Row } from "../row.ts";
import { inBatches } from "../support/in-batches.ts";
import { openTable } from "../support/table.ts";

const callers = 32;

/** The right code from everywhere at once. */
export const races: Row = {
  name: "races",
  invariant: "of callers that redeem one right code at the same time, exactly one is let in",
  method: "the DynamoDB adapter and the AWS SDK against the emulator",
  unit: `race of ${callers}`,
  trials: { quick: 1_000, full: 100_000 },
  part: 2_500,
  async run(options) {
    const table = await openTable();
    const store = storeOn(table);
    const violations: string[] = [];
    await inBatches(options, 8, async (trial) => {
      const address = `race ${trial}`;
      await store.open(aSend({ address }));
      const verdicts = await Promise.all(
        Array.from({ length: callers }, (_, i) =>
          store.judge(anAttempt({ address, attempt: `caller ${i}` })),
        ),
      );
      const right = verdicts.filter(({ kind }) => kind === "right").length;
      const closed = verdicts.filter(({ kind }) => kind === "closed").length;
      if (right !== 1 || right + closed !== callers)
        violations.push(`race ${trial}: ${right} were let in and ${closed} of ${callers} refused`);
    });
    await table.close();
    return { trials: options.trials, violations };
  },
};
