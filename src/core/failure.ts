/** Every reason for which a caller is refused: the closed list of the contract. */
export type FailureReason =
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
  | "INTERNAL";

/** One field that breaks its rule. Neither text may repeat the field's value. */
export interface Violation {
  readonly field: string;
  readonly description: string;
}

export interface FailureDetails {
  /** Where waiting helps: for how long. */
  readonly retryAfterMs?: number | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations?: readonly Violation[];
  readonly cause?: unknown;
}

/**
 * A refusal that the caller may hear.
 *
 * The message goes on the wire as it is, so it never holds an address, a code, a key or another system's text, nor
 * any of `: ; , / ? @ & = + $ #`, which some gRPC clients show percent-coded. `cause` is for the log only.
 *
 * It has no stack: it is an answer and no bug, and under attack most of what the service says.
 */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly reason: FailureReason;
  readonly retryAfterMs: number | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly Violation[];

  constructor(reason: FailureReason, message: string, details: FailureDetails = {}) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: details.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.reason = reason;
    this.retryAfterMs = details.retryAfterMs;
    this.metadata = details.metadata ?? {};
    this.violations = details.violations ?? [];
  }
}
