import { ConnectError } from "@connectrpc/connect";
import { Failure } from "../../../src/core/failure.ts";
import { refusalOf } from "../../e2e/support/refusal.ts";

/** How often each answer was given: `ok`, or the reason of a refusal. */
export type Tally = Record<string, number>;

/** What a call came to. What is neither success nor a refusal fails the test. */
export async function answerOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (error instanceof Failure) return error.reason;
    if (error instanceof ConnectError)
      return (await refusalOf(Promise.reject(error))).reason ?? error.message;
    throw error;
  }
}

export function tallyOf(answers: readonly string[]): Tally {
  const tally: Tally = {};
  for (const answer of answers) tally[answer] = (tally[answer] ?? 0) + 1;
  return tally;
}
