import { Failure } from "../../src/core/failure.ts";
import type { ChallengeStore } from "../../src/core/ports.ts";
import { minutes, noonMs, seconds } from "../../test/support/noon.ts";
import { anAttempt, aSend } from "../../test/support/store-requests.ts";
import type { Random } from "../support/random.ts";
import { unanswered } from "./faulty-emulator.ts";
import type { Observed, Operation } from "./operation.ts";

/**
 * Lets several clients loose on one address at the same time, and notes what each of them sees.
 *
 * A try of a call that was not answered stands in the history as a call of its own: it may have had an effect, or have
 * one later.
 */
export async function record(
  store: ChallengeStore,
  address: string,
  random: Random,
): Promise<readonly Observed[]> {
  const attempts = random.pick([1, 1, 2, 3]);
  const cooldownMs = random.pick([0, seconds(30)]);
  const budget = 1 + random.below(4);
  const history: Observed[] = [];
  let time = 0;

  async function observe(operation: Operation): Promise<void> {
    const calledAt = time++;
    const tries = { count: 0 };
    try {
      const answer = await unanswered.run(tries, () => call(store, operation));
      history.push({ operation, calledAt, answeredAt: time++, answer });
    } catch (error) {
      if (!(error instanceof Failure) || error.reason !== "STORE_UNAVAILABLE") throw error;
    }
    for (; tries.count > 0; tries.count--)
      history.push({ operation, calledAt, answeredAt: Number.POSITIVE_INFINITY });
  }

  async function client(name: number): Promise<void> {
    for (let i = 0; i < 3; i++) {
      const nowMs = noonMs + random.pick([0, 1, seconds(30), minutes(1), minutes(5) - 1, minutes(5)]);
      const challenge = random.pick(["c_1", "c_1", "c_2"]);
      const code = random.pick(["mac 1", "mac 2"]);
      const send = { address, challenge, code, attempts, budget, nowMs, nextSendMs: nowMs + cooldownMs };
      const sendTag = random.pick(["one key", `key of ${name}, ${i}`]);
      switch (random.pick(["send", "send", "resend", "judge", "judge", "judge", "give back"])) {
        case "send":
          await observe({ kind: "open", request: aSend({ ...send, sendTag }) });
          break;
        case "resend":
          await observe({ kind: "open", request: aSend({ ...send, sendTag, resend: true }) });
          break;
        case "give back":
          await observe({ kind: "giveBack", request: aSend({ ...send, sendTag }) });
          break;
        default: {
          const attempt = `${random.pick(["shared", `of ${name}`])} ${code}`;
          const request = anAttempt({ address, challenge, code, attempt, attempts, nowMs });
          await observe({ kind: "judge", request });
        }
      }
    }
  }

  await Promise.all([client(0), client(1), client(2)]);
  return history;
}

async function call(store: ChallengeStore, operation: Operation): Promise<string> {
  switch (operation.kind) {
    case "open":
      return JSON.stringify(await store.open(operation.request));
    case "judge":
      return JSON.stringify(await store.judge(operation.request));
    case "giveBack":
      await store.giveBack(operation.request);
      return "done";
  }
}
