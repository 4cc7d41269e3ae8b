import type { ReceiptChecks } from "../../../../clients/node/src/index.ts";
import { aReceipt, type Parts, type TestKey } from "../receipts.ts";
import { es } from "./keys.ts";

/** What no verifier may take for a receipt. */
export interface Forgery {
  readonly name: string;
  readonly receipt: unknown;
  readonly reason: string;
  readonly checks?: ReceiptChecks;
}

/** A receipt by a key that the service publishes, wrong in one thing. */
export function forged(name: string, reason: string, parts: Parts, key: TestKey = es): Forgery {
  return { name, reason, receipt: aReceipt(key, parts) };
}

/** Something that is written as no receipt is. */
export function written(name: string, receipt: unknown, reason = "MALFORMED"): Forgery {
  return { name, receipt, reason };
}

/** A genuine receipt, and what it is made of. */
export const right = aReceipt(es);
export const [rightHeader = "", rightClaims = "", rightSignature = ""] = right.split(".");
