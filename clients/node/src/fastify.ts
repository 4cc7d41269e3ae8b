import { createAdmit, type ReceiptMiddlewareOptions } from "./receipt/admission.ts";
import type { NodeRequest } from "./receipt/place.ts";
import type { ReceiptVerifier } from "./receipt/verifier.ts";

export { type ReceiptMiddlewareOptions, receiptOf } from "./receipt/admission.ts";

/** The part of a reply of Fastify that a refusal needs. */
export interface FastifyReplyLike {
  code(status: number): unknown;
  headers(values: Record<string, string>): unknown;
  send(body: string): unknown;
}

/**
 * Makes a `preHandler` hook of Fastify, for one route or for all of a plugin.
 *
 * Lets in requests with a good receipt, which `receiptOf(request)` then returns. The others are answered 401, or 503
 * while the service's keys cannot be had, always with the same body. Earlier hooks run before the body is parsed, so
 * that they find no `field` in it.
 */
export function receiptHook<Request extends NodeRequest>(
  verifier: ReceiptVerifier,
  options: ReceiptMiddlewareOptions<Request> = {},
): (request: Request, reply: FastifyReplyLike) => Promise<unknown> {
  const admit = createAdmit(verifier, options);
  return async (request, reply) => {
    const refusal = await admit(request, () => request);
    if (refusal === undefined) return undefined;
    reply.code(refusal.status);
    reply.headers({ ...refusal.headers });
    reply.send(refusal.body);
    // What ends the request, as an async hook has it.
    return reply;
  };
}
