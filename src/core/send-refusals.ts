import type { OpenOutcome } from "./challenge.ts";
import { Failure, type FailureDetails } from "./failure.ts";

/** When a send that was accepted ends; throws the refusal of any other. */
export function refuseOrAccept(outcome: OpenOutcome, nowMs: number) {
  switch (outcome.kind) {
    case "opened":
    case "repeated":
    case "withheld":
      return outcome;
    case "undeliverable":
      throw undeliverable(wait(outcome.untilMs, nowMs));
    case "coolingDown":
      throw new Failure(
        "COOLING_DOWN",
        "a code was sent to this address a moment ago",
        wait(outcome.untilMs, nowMs),
      );
    case "overBudget":
      throw new Failure(
        "ADDRESS_LIMITED",
        "too many codes were sent to this address and not used",
        wait(outcome.untilMs, nowMs),
      );
    case "expired":
      throw new Failure("CHALLENGE_EXPIRED", "the challenge has expired and a new one is needed");
    case "closed":
      throw new Failure("CHALLENGE_CLOSED", "the challenge is closed and a new one is needed");
  }
}

/** Only for those who may know. */
export function undeliverable(details: FailureDetails): Failure {
  return new Failure(
    "ADDRESS_UNDELIVERABLE",
    "mail to this address bounced or was complained about",
    details,
  );
}

function wait(untilMs: number, nowMs: number) {
  return { retryAfterMs: Math.max(untilMs - nowMs, 1) };
}
