/**
 * Why a call did not succeed. All but the last four are the service's refusals, and mean the same in every language:
 *
 * - `UNREACHABLE`: no answer of the service's, such as a refused or broken connection or a proxy's 502.
 * - `TIMEOUT`: the call's deadline passed. A mail may have been sent, or a code judged.
 * - `CANCELED`: the caller's signal was aborted, or the client was closed.
 * - `UNKNOWN`: an answer that this version does not understand, such as a proxy's error page.
 */
export type NoPassReason =
  | "REQUEST_INVALID"
  | "EMAIL_INVALID"
  | "KEY_UNKNOWN"
  | "KEY_FORBIDDEN"
  | "COOLING_DOWN"
  | "ADDRESS_LIMITED"
  | "ADDRESS_UNDELIVERABLE"
  | "CALLER_LIMITED"
  | "DELIVERY_FAILED"
  | "DELIVERY_UNKNOWN"
  | "STORE_UNAVAILABLE"
  | "OVERLOADED"
  | "CODE_REJECTED"
  | "CHALLENGE_EXPIRED"
  | "CHALLENGE_CLOSED"
  | "CHALLENGE_UNKNOWN"
  | "INTERNAL"
  | "UNREACHABLE"
  | "TIMEOUT"
  | "CANCELED"
  | "UNKNOWN";

/** One field that broke its rule, named as in the proto file (`ttl`, `client_ip`). */
export interface Violation {
  readonly field: string;
  readonly description: string;
}

/** What a NoPassError can carry beside its reason. */
export interface NoPassErrorFacts {
  readonly retryAfterMs?: number | undefined;
  readonly attemptsLeft?: number | undefined;
  readonly challengeId?: string | undefined;
  readonly violations?: readonly Violation[];
  readonly cause?: unknown;
}

/**
 * The one error that calls reject with, whatever went wrong on the way: switch on `reason`.
 *
 * It can be logged whole. Its message is fixed for each reason, and the API key, the code and the address are struck
 * out of everything that it carries.
 */
export class NoPassError extends Error {
  override readonly name = "NoPassError";

  readonly reason: NoPassReason;

  /** How long to wait before the call can succeed, where the service said so. */
  readonly retryAfterMs: number | undefined;

  /** With `CODE_REJECTED`: how many more codes may be tried. At 0 the challenge is gone. */
  readonly attemptsLeft: number | undefined;

  /** With `DELIVERY_UNKNOWN`: where the code can be judged if it arrives after all. */
  readonly challengeId: string | undefined;

  /** With `REQUEST_INVALID`: every field that broke its rule. */
  readonly violations: readonly Violation[];

  constructor(reason: NoPassReason, facts: NoPassErrorFacts = {}) {
    super(`${reason}: ${texts[reason]}`, facts.cause === undefined ? {} : { cause: facts.cause });
    this.reason = reason;
    this.retryAfterMs = facts.retryAfterMs;
    this.attemptsLeft = facts.attemptsLeft;
    this.challengeId = facts.challengeId;
    this.violations = facts.violations ?? [];
  }
}

const texts = {
  REQUEST_INVALID: "a field breaks its rule, see violations",
  EMAIL_INVALID: "this is not an address that can be mailed",
  KEY_UNKNOWN: "the API key is not one of this service's",
  KEY_FORBIDDEN: "the API key must not be used like this",
  COOLING_DOWN: "it is too soon after the last code sent to this address",
  ADDRESS_LIMITED: "too many unredeemed codes were sent to this address",
  ADDRESS_UNDELIVERABLE: "mail to this address bounced or was complained about",
  CALLER_LIMITED: "the limit of the API key or of the network address is reached",
  DELIVERY_FAILED: "the mail was not accepted, and nothing was charged",
  DELIVERY_UNKNOWN: "the mail may or may not arrive, see challengeId",
  STORE_UNAVAILABLE: "the service cannot reach its database",
  OVERLOADED: "the service has more calls than it can serve",
  CODE_REJECTED: "the code is wrong, see attemptsLeft",
  CHALLENGE_EXPIRED: "the challenge has expired",
  CHALLENGE_CLOSED: "the challenge was redeemed or wiped before",
  CHALLENGE_UNKNOWN: "the challenge is not one of this service's",
  INTERNAL: "the service failed",
  UNREACHABLE: "the service did not answer",
  TIMEOUT: "the deadline passed before the service answered",
  CANCELED: "the call was aborted",
  UNKNOWN: "the answer was not understood",
} as const satisfies Record<NoPassReason, string>;
