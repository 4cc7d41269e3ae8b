/**
 * Why a receipt is not believed. All but one are the receipt's fault, and final:
 *
 * - `MALFORMED`: not a receipt at all, or not exactly of the form that the service gives it.
 * - `KEY_UNKNOWN`, `SIGNATURE`: not signed with a key of the issuer's, or changed since.
 * - `ISSUER`, `AUDIENCE`: of another service, or for another tenant.
 * - `PURPOSE`, `NONCE`: for another thing, or for another session.
 * - `EXPIRED`, `NOT_YET`: too old, or dated in the future, which a wrong clock on this side brings about as well.
 * - `CLAIMS`: does not say what every receipt says.
 * - `TEST`: made with a test key or for a test address, and proves nothing.
 * - `REPLAYED`: accepted before.
 * - `KEYS_UNAVAILABLE`: nothing is known of the receipt, as the service's keys cannot be had. Try again later.
 */
export type ReceiptReason =
  | "MALFORMED"
  | "KEY_UNKNOWN"
  | "SIGNATURE"
  | "ISSUER"
  | "AUDIENCE"
  | "PURPOSE"
  | "NONCE"
  | "EXPIRED"
  | "NOT_YET"
  | "CLAIMS"
  | "TEST"
  | "REPLAYED"
  | "KEYS_UNAVAILABLE";

/**
 * The error that a receipt is refused with: switch on `reason`.
 *
 * It can be logged whole. Its message is fixed for each reason, and nothing of the receipt is in it: `cause` is there
 * with `KEYS_UNAVAILABLE`, where it tells of the request for the keys, and with a `ReceiptBodyTooLong`.
 */
export class ReceiptError extends Error {
  override readonly name: string = "ReceiptError";

  readonly reason: ReceiptReason;

  constructor(reason: ReceiptReason, options?: { readonly cause?: unknown }) {
    super(`${reason}: ${texts[reason]}`, options);
    this.reason = reason;
  }
}

/** `MALFORMED`, as the body that should hold the receipt was given up before its end: it is longer than 1 MiB. */
export class ReceiptBodyTooLong extends ReceiptError {
  override readonly name = "ReceiptBodyTooLong";

  constructor(options?: { readonly cause?: unknown }) {
    super("MALFORMED", options);
  }
}

const texts = {
  MALFORMED: "this is not a receipt",
  KEY_UNKNOWN: "the receipt was not signed with a key of the issuer",
  SIGNATURE: "the signature of the receipt is wrong",
  ISSUER: "the receipt is from another service",
  AUDIENCE: "the receipt is for another tenant",
  PURPOSE: "the receipt is for another purpose",
  NONCE: "the receipt is for another session",
  EXPIRED: "the receipt is too old",
  NOT_YET: "the receipt is dated in the future",
  CLAIMS: "the receipt does not say what a receipt says",
  TEST: "the receipt is for tests, and proves nothing",
  REPLAYED: "the receipt was used before",
  KEYS_UNAVAILABLE: "the keys of the issuer cannot be had, see cause",
} as const satisfies Record<ReceiptReason, string>;
