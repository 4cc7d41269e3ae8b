import { ReceiptError } from "./receipt-error.ts";
import { isCanonical, parsePart } from "./strict-json.ts";

/** What a receipt may be signed with, whatever its header asks for (RFC 8725 §3.1). */
export const algorithms = ["ES256", "EdDSA"];

/** The type of a receipt (RFC 8725 §3.11): no other token that the same keys sign passes for one. */
export const receiptType = "nopass-receipt+jwt";

/**
 * Refuses what cannot be a receipt before any key is looked for: the header is exactly `alg`, `kid` and `typ`.
 *
 * There is no list of dangerous header parameters (`crit`, `jku`, `jwk`, `x5u`, `b64`, `zip`) to keep up to date: the
 * service sends none, so that any other one means that the service did not write it.
 */
export function checkForm(receipt: unknown): asserts receipt is string {
  if (typeof receipt !== "string" || receipt.length > maxLength) throw new ReceiptError("MALFORMED");
  const [header = "", ...others] = receipt.split(".");
  const parsed = parsePart(header);
  if (others.length !== 2 || !others.every(isCanonical) || !parsed) throw new ReceiptError("MALFORMED");
  const { alg, kid, typ, ...rest } = parsed;
  const isOurs =
    typeof alg === "string" &&
    algorithms.includes(alg) &&
    typeof kid === "string" &&
    kid !== "" &&
    typ === receiptType &&
    Object.keys(rest).length === 0;
  if (!isOurs) throw new ReceiptError("MALFORMED");
}

/** Twice the longest receipt there can be: address, purpose, nonce, issuer and tenant are all bounded. */
const maxLength = 4096;
