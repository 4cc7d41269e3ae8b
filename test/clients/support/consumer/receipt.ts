import { createServer } from "node:http";
import {
  type Consume,
  createMemoryReplayGuard,
  createReceiptVerifier,
  type JwkSet,
  type ReceiptChecks,
  ReceiptError,
  type ReceiptReason,
  type ReceiptVerifier,
  type ReceiptVerifierOptions,
  type ReplayGuardOptions,
  type VerifiedReceipt,
  type VerifyReceiptOptions,
  verifyReceipt,
} from "@nopass/node";
import { type FastifyReplyLike, receiptHook } from "@nopass/node/fastify";
import { type HonoContextLike, receiptMiddleware as honoMiddleware } from "@nopass/node/hono";
import {
  type NodeRequest,
  type ReceiptMiddleware,
  type ReceiptMiddlewareOptions,
  receiptMiddleware,
  receiptOf,
  refuseReceipt,
  requireReceipt,
} from "@nopass/node/middleware";

interface AppRequest extends NodeRequest {
  readonly session: { readonly nonce?: string };
}

const keys: JwkSet = { keys: [{ kty: "EC" }] };
const trust: ReceiptVerifierOptions = { issuer: "https://localhost", audience: "acme", fetch };
const verifier: ReceiptVerifier = createReceiptVerifier({ issuer: "acme", audience: "acme", keys });
const guardOptions: ReplayGuardOptions = { capacity: 10 };
const consume: Consume = createMemoryReplayGuard(guardOptions);
const checks: ReceiptChecks = { purpose: "sign-in", nonce: "n-1", maxAgeMs: 1000, consume };
const options: VerifyReceiptOptions = { ...trust, ...checks };
const own: Consume = async (id: string, until: Date) => id === until.toISOString();
// @ts-expect-error whose receipts, and for whom, cannot be left out
verifyReceipt("", { issuer: "https://localhost" });
// @ts-expect-error the answer of a database is not yet an answer
verifyReceipt("", { ...options, consume: async () => "OK" });
// @ts-expect-error the nonce is the session's, which only the request knows
receiptMiddleware(verifier, { nonce: "n-1" });

const middlewareOptions: ReceiptMiddlewareOptions<AppRequest> = {
  nonce: (request) => request.session.nonce,
  onRefused: (error) => console.log(error.reason),
};
export const middleware: ReceiptMiddleware<AppRequest> = receiptMiddleware(verifier, middlewareOptions);
const plain = receiptMiddleware(verifier, { consume: own });
createServer((request, response) => plain(request, response, () => receiptOf(request).email));

export const hook: (request: NodeRequest, reply: FastifyReplyLike) => Promise<unknown> =
  receiptHook(verifier);
export const inHono: (c: HonoContextLike, next: () => Promise<void>) => Promise<Response | undefined> =
  honoMiddleware(verifier, { field: "receipt" });

export async function confirm(request: Request): Promise<Response | ReceiptReason> {
  try {
    const receipt: VerifiedReceipt = await requireReceipt(request, verifier, { field: "receipt" });
    const nonce: string | undefined = receipt.nonce;
    return new Response(`${receipt.email} ${receipt.verifiedAt.toISOString()} ${nonce}`);
  } catch (error) {
    return error instanceof ReceiptError && error.reason === "REPLAYED" ? error.reason : refuseReceipt(error);
  }
}
