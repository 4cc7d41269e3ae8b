import type { Claims } from "./claims.ts";
import { ReceiptError } from "./receipt-error.ts";

/**
 * Remembers that a receipt was accepted: true for the first who asks with this id, false for everybody after.
 *
 * After `until` it may be forgotten: the receipt is refused by its age. It has to be one step for all processes, such
 * as an insert that fails when the id is there. Reading first and writing later lets two callers in.
 */
export type Consume = (id: string, until: Date) => boolean | Promise<boolean>;

/** What this receipt has to be about. */
export interface ReceiptChecks {
  /** What the code was sent for. Default: `sign-in`, as in `sendCode`. A receipt for anything else is refused. */
  readonly purpose?: string | undefined;

  /**
   * The nonce that was given to `sendCode` in this session.
   *
   * Left out, only a receipt without a nonce is accepted. Named but undefined or empty, none is: a session that has
   * lost its nonce does not switch the check off.
   */
  readonly nonce?: string | undefined;

  /** How long ago the code may have been typed, for what needs a fresh proof. Default: as long as receipts live. */
  readonly maxAgeMs?: number | undefined;

  /** Accepts each receipt once. Asked last, when all else holds; what it throws comes through, and refuses too. */
  readonly consume?: Consume | undefined;
}

/** Judges what a genuine receipt is about. */
export type Judge = (claims: Claims) => void;

/** Reads the checks of one call. Throws a TypeError for what cannot be checked. */
export function createJudge(checks: ReceiptChecks, now: Date, toleranceMs: number): Judge {
  const { purpose = "sign-in", maxAgeMs = Number.POSITIVE_INFINITY, consume } = checks;
  if (typeof purpose !== "string" || purpose === "") throw new TypeError("purpose must be a string");
  if (typeof maxAgeMs !== "number" || !(maxAgeMs >= 0)) throw new TypeError("maxAgeMs must not be negative");
  if (consume !== undefined && typeof consume !== "function")
    throw new TypeError("consume must be a function");
  const isNonceExpected = Object.hasOwn(checks, "nonce");

  return (claims) => {
    const latest = now.getTime() + toleranceMs;
    // As auth_time is never after iat, it cannot be in the future either.
    if (claims.iat * 1000 > latest) throw new ReceiptError("NOT_YET");
    if (claims.purpose !== purpose) throw new ReceiptError("PURPOSE");
    if (claims.nonce !== checks.nonce || (isNonceExpected && !checks.nonce)) throw new ReceiptError("NONCE");
    const earliest = now.getTime() - toleranceMs - maxAgeMs;
    if (claims.auth_time * 1000 < earliest) throw new ReceiptError("EXPIRED");
  };
}
