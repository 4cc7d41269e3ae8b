import { createAdmit, type ReceiptMiddlewareOptions } from "./receipt/admission.ts";
import type { ReceiptChecks } from "./receipt/checks.ts";
import { type NodeRequest, type ReceiptPlace, receiptIn } from "./receipt/place.ts";
import { refusalOf } from "./receipt/refusal.ts";
import type { ReceiptVerifier, VerifiedReceipt } from "./receipt/verifier.ts";

export { type ReceiptMiddlewareOptions, receiptOf } from "./receipt/admission.ts";
export type { NodeRequest, ReceiptPlace } from "./receipt/place.ts";

/** The part of a response of `node:http` that a refusal needs. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** Middleware of Express, Connect and what is compatible with them. */
export type ReceiptMiddleware<Request> = (
  request: Request,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Lets in requests with a good receipt, which `receiptOf` then returns. The others are answered 401, or 503 while the
 * service's keys cannot be had, always with the same body.
 */
export function receiptMiddleware<Request extends NodeRequest>(
  verifier: ReceiptVerifier,
  options: ReceiptMiddlewareOptions<Request> = {},
): ReceiptMiddleware<Request> {
  const admit = createAdmit(verifier, options);

  async function isAdmitted(request: Request, response: NodeResponse): Promise<boolean> {
    const refusal = await admit(request, () => request);
    if (refusal === undefined) return true;
    response.statusCode = refusal.status;
    for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
    response.end(refusal.body);
    return false;
  }

  return (request, response, next) => {
    isAdmitted(request, response).then((isIn) => isIn && next(), next);
  };
}

/**
 * Returns what the receipt of a request proves, or rejects with a ReceiptError, for which `refuseReceipt` has the answer.
 *
 * Takes a `Request` of the fetch API (Next.js, Deno, Bun) or a request with `headers` and a parsed `body`. A body of more
 * than 1 MiB, of which a `Request` is read for its `field`, is refused as a ReceiptBodyTooLong, and answered 413.
 */
export async function requireReceipt(
  request: Request | NodeRequest,
  verifier: ReceiptVerifier,
  options: ReceiptChecks & ReceiptPlace = {},
): Promise<VerifiedReceipt> {
  return verifier.verify(await receiptIn(request, options.field), options);
}

/** Makes the answer to a request whose receipt was refused. Throws every other error again. */
export function refuseReceipt(error: unknown): Response {
  const { body, ...init } = refusalOf(error);
  return new Response(body, init);
}
