import type { ReceiptChecks } from "./checks.ts";
import { type NodeRequest, type ReceiptPlace, receiptIn } from "./place.ts";
import { ReceiptError } from "./receipt-error.ts";
import { type ReceiptRefusal, refusalOf } from "./refusal.ts";
import type { ReceiptVerifier, VerifiedReceipt } from "./verifier.ts";

/** What a middleware checks. */
export interface ReceiptMiddlewareOptions<Request> extends Omit<ReceiptChecks, "nonce">, ReceiptPlace {
  /** Finds the nonce of the session that asked for the code. Where it finds none, the receipt is refused. */
  readonly nonce?: ((request: Request) => string | undefined | Promise<string | undefined>) | undefined;

  /** Told why, for a log: the answer does not say it. */
  readonly onRefused?: ((error: ReceiptError, request: Request) => void) | undefined;
}

/**
 * Resolves to nothing for a request with a good receipt, which `receiptOf` then returns, and to the answer for any other.
 *
 * `request` is what handlers are given, and `show` reads the part of it that the receipt is in.
 */
export type Admit<Request> = (
  request: Request,
  show: () => NodeRequest | Promise<NodeRequest>,
) => Promise<ReceiptRefusal | undefined>;

export function createAdmit<Request extends object>(
  verifier: ReceiptVerifier,
  options: ReceiptMiddlewareOptions<Request>,
): Admit<Request> {
  const { nonce, onRefused, field, ...checks } = options;
  return async (request, show) => {
    try {
      const nonceCheck = nonce === undefined ? {} : { nonce: await nonce(request) };
      const receipt = await receiptIn(await show(), field);
      admitted.set(request, await verifier.verify(receipt, { ...checks, ...nonceCheck }));
      return undefined;
    } catch (error) {
      if (error instanceof ReceiptError) onRefused?.(error, request);
      return refusalOf(error);
    }
  };
}

/** Returns the receipt that a middleware let this request in with. Throws where there is no middleware before. */
export function receiptOf(request: object): VerifiedReceipt {
  const receipt = admitted.get(request);
  if (!receipt) throw new Error("receiptMiddleware did not run for this request");
  return receipt;
}

/** Beside the requests and not in them, so that nothing but a middleware can put one there. */
const admitted = new WeakMap<object, VerifiedReceipt>();
