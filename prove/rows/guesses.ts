import { storeOn } from "../../test/support/local-table.ts";
import { anAttempt, aSend } from "../../test/support/store-requests.ts";
import type { Row } from "../row.ts";
import { inBatches } from "../support/in-batches.ts";
import { createRandom, seedOf } from "../support/random.ts";
import { openTable } from "../support/table.ts";

const guessesAtOnce = 256;

/** All guesses of an attacker at once, with the right one among them, under a policy of one to five attempts. */
export const guesses: Row = {
  name: "guesses",
  invariant: "of parallel guesses no more are compared than the challenge has attempts",
  method: "the DynamoDB adapter against the emulator; the right code is one of the guesses",
  unit: `${guessesAtOnce} guesses at once`,
  trials: { quick: 100, full: 10_000 },
  part: 250,
  async run(options) {
    const table = await openTable();
    const store = storeOn(table);
    const violations: string[] = [];
    let wins = 0;
    await inBatches(options, 2, async (trial) => {
      const random = createRandom(seedOf(options.seed, trial));
      const attempts = 1 + random.below(5);
      const address = `guesses ${trial}`;
      const rightAt = random.below(guessesAtOnce);
      await store.open(aSend({ address, attempts }));
      const verdicts = await Promise.all(
        Array.from({ length: guessesAtOnce }, (_, i) => {
          const code = i === rightAt ? "right" : `wrong ${i}`;
          return store.judge(anAttempt({ address, attempts, code, attempt: `guess ${i}` }));
        }),
      );
      const right = verdicts.filter(({ kind }) => kind === "right").length;
      const wrong = verdicts.filter(({ kind }) => kind === "wrong").length;
      wins += right;
      // The right one ends the challenge; without it all attempts are used up.
      const fits = right === 1 ? wrong < attempts : right === 0 && wrong === attempts;
      if (!fits)
        violations.push(`trial ${trial}: ${right} right and ${wrong} wrong with ${attempts} attempts`);
    });
    await table.close();
    return {
      trials: options.trials,
      violations,
      facts: { "trials in which the right code was in time": wins },
    };
  },
};
