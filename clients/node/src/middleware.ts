import type { ReceiptChecks } from "./receipt/checks.ts";
import { type NodeRequest, type ReceiptPlace, receiptIn } from "./receipt/place.ts";
import { ReceiptError } from "./receipt/receipt-error.ts";
import type { ReceiptVerifier, VerifiedReceipt } from "./receipt/verifier.ts";

export type { NodeRequest, ReceiptPlace } from "./receipt/place.ts";

/** What a middleware checks. */
export interface ReceiptMiddlewareOptions<Request> extends Omit<ReceiptChecks, "nonce">, ReceiptPlace {
  /** Finds the nonce of the session that asked for the code. Where it finds none, the receipt is refused. */
  readonly nonce?: ((request: Request) => string | undefined | Promise<string | undefined>) | undefined;

  /** Told why, for a log: the answer does not say it. */
  readonly onRefused?: ((error: ReceiptError, request: Request) => void) | undefined;
}

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
  const { nonce, onRefused, ...checks } = options;

  async function admit(request: Request, response: NodeResponse): Promise<boolean> {
    try {
      const nonceCheck = nonce === undefined ? {} : { nonce: await nonce(request) };
      admitted.set(request, await requireReceipt(request, verifier, { ...checks, ...nonceCheck }));
      return true;
    } catch (error) {
      if (!(error instanceof ReceiptError)) throw error;
      onRefused?.(error, request);
      const { status, headers, body } = refusalOf(error);
      response.statusCode = status;
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.end(body);
      return false;
    }
  }

  return (request, response, next) => {
    admit(request, response).then((isAdmitted) => isAdmitted && next(), next);
  };
}

/** Returns the receipt that the middleware let this request in with. Throws where there is no middleware before. */
export function receiptOf(request: object): VerifiedReceipt {
  const receipt = admitted.get(request);
  if (!receipt) throw new Error("receiptMiddleware did not run for this request");
  return receipt;
}

/** Beside the requests and not in them, so that nothing but the middleware can put one there. */
const admitted = new WeakMap<object, VerifiedReceipt>();

/**
 * Returns what the receipt of a request proves, or rejects with a ReceiptError, for which `refuseReceipt` has the answer.
 *
 * Takes a `Request` of the fetch API (Hono, Next.js) or a request with `headers` and a parsed `body` (Fastify).
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
  if (!(error instanceof ReceiptError)) throw error;
  const { body, ...init } = refusalOf(error);
  return new Response(body, init);
}

function refusalOf({ reason }: ReceiptError) {
  return reason === "KEYS_UNAVAILABLE" ? unavailable : refused;
}

const headers = { "content-type": "application/json", "cache-control": "no-store" };

const refused = {
  status: 401,
  // RFC 9110 §11.6.1: a 401 names a way in.
  headers: { ...headers, "www-authenticate": "Bearer" },
  body: JSON.stringify({ error: "receipt_refused" }),
};

/** A 401 would have people prove their mailbox again, for nothing. */
const unavailable = {
  status: 503,
  headers: { ...headers, "retry-after": "5" },
  body: JSON.stringify({ error: "receipt_keys_unavailable" }),
};
