import type { ChallengeStore } from "../../src/core/ports.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { storeOn } from "../../test/support/local-table.ts";
import { hours, noon, noonMs, seconds } from "../../test/support/noon.ts";
import { anAttempt, aResend, aSend } from "../../test/support/store-requests.ts";
import type { Row } from "../row.ts";
import { inBatches } from "../support/in-batches.ts";
import { createRandom, type Random, seedOf } from "../support/random.ts";
import { openTable } from "../support/table.ts";

/** Attempts around the last millisecond of a code, by a process whose clock differs from that of the one that sent it. */
export const expiry: Row = {
  name: "expiry",
  invariant: "a code is right up to the millisecond before it expires, and never from that instant on",
  method:
    "validities from 30 s to 24 h, with and without a resend, skewed clocks, items that TTL has not deleted, on both stores",
  unit: "code",
  trials: { quick: 2_000, full: 100_000 },
  part: 5_000,
  async run(options) {
    const table = await openTable();
    const stores = { DynamoDB: storeOn(table), memory: createMemoryStore(() => noon) };
    const violations: string[] = [];
    await inBatches(options, 8, async (trial) => {
      for (const [name, store] of Object.entries(stores)) {
        const wrong = await tryOne(store, `expiry ${trial}`, createRandom(seedOf(options.seed, trial)));
        if (wrong) violations.push(`trial ${trial} on ${name}: ${wrong}`);
      }
    });
    await table.close();
    return { trials: options.trials, violations };
  },
};

/** Sends by one clock, and judges by another: what counts is the instant that the judging process reads. */
async function tryOne(store: ChallengeStore, address: string, random: Random): Promise<string | undefined> {
  const ttlMs = seconds(30) + random.below(hours(24) - seconds(30));
  const skewMs = random.below(seconds(10)) - seconds(5);
  const sentAtMs = noonMs + skewMs;
  const first = aSend({ address, nowMs: sentAtMs, expiresAtMs: sentAtMs + ttlMs, ttlSeconds: farSeconds });
  await store.open(first);
  const resent = random.chance(50);
  const again = aResend({
    address,
    nowMs: first.nextSendMs,
    expiresAtMs: first.nextSendMs + ttlMs,
    ttlSeconds: farSeconds,
  });
  const resends = resent && first.nextSendMs < first.expiresAtMs;
  if (resends) await store.open(again);
  const { expiresAtMs } = resends ? again : first;
  const lateByMs = random.pick([-1, -1, 0, 1, random.below(hours(48)), -1 - random.below(seconds(29))]);
  const verdict = await store.judge(anAttempt({ address, nowMs: expiresAtMs + lateByMs }));
  const expected = lateByMs < 0 ? "right" : "expired";
  return verdict.kind === expected
    ? undefined
    : `a code of ${ttlMs} ms was ${verdict.kind} ${lateByMs} ms after its expiry`;
}

/** TTL comes late: the item is still there. */
const farSeconds = (noonMs + hours(24 * 30)) / 1000;
