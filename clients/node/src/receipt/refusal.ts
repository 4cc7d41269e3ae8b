import { ReceiptBodyTooLong, ReceiptError } from "./receipt-error.ts";

/** What a request without a good receipt is answered with, whatever the framework. */
export interface ReceiptRefusal {
  readonly status: 401 | 413 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Makes the answer to a receipt that was refused. Throws every other error again. */
export function refusalOf(error: unknown): ReceiptRefusal {
  if (!(error instanceof ReceiptError)) throw error;
  if (error instanceof ReceiptBodyTooLong) return tooLong;
  return error.reason === "KEYS_UNAVAILABLE" ? unavailable : refused;
}

const headers = { "content-type": "application/json", "cache-control": "no-store" };

const refused: ReceiptRefusal = {
  status: 401,
  // RFC 9110 §11.6.1: a 401 names a way in.
  headers: { ...headers, "www-authenticate": "Bearer" },
  body: JSON.stringify({ error: "receipt_refused" }),
};

const tooLong: ReceiptRefusal = {
  status: 413,
  headers,
  body: JSON.stringify({ error: "receipt_body_too_long" }),
};

/** A 401 would have people prove their mailbox again, for nothing. */
const unavailable: ReceiptRefusal = {
  status: 503,
  headers: { ...headers, "retry-after": "5" },
  body: JSON.stringify({ error: "receipt_keys_unavailable" }),
};
