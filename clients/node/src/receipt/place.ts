import { BodyTooLong, readBounded } from "./read-bounded.ts";
import { ReceiptBodyTooLong } from "./receipt-error.ts";

/** Where a request has its receipt. There is no place in the URL: URLs are logged, and receipts are secrets. */
export interface ReceiptPlace {
  /** A field of the body, JSON or a form. Default: `Authorization: Bearer`. */
  readonly field?: string | undefined;
}

/** The part of a request of Express, Connect or Fastify that a receipt can be in. */
export interface NodeRequest {
  readonly headers: { readonly authorization?: string | undefined };

  /** As the framework's parser left it. */
  readonly body?: unknown;
}

/** Takes the receipt out of a request. What has none has an empty one, which is refused like any other. */
export async function receiptIn(request: Request | NodeRequest, field: string | undefined): Promise<string> {
  if (field === undefined) return bearerOf(authorizationOf(request));
  const body = request instanceof Request ? await bodyOf(request) : request.body;
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, field)) return "";
  const value: unknown = (body as Readonly<Record<string, unknown>>)[field];
  return typeof value === "string" ? value : "";
}

function authorizationOf({ headers }: Request | NodeRequest): string {
  return (headers instanceof Headers ? headers.get("authorization") : headers.authorization) ?? "";
}

function bearerOf(authorization: string): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
}

/**
 * Parses the body of a request, and leaves it to be read again. What was read before is asked for. Rejects with
 * `ReceiptBodyTooLong`.
 */
export async function bodyOf(request: Request, readAgain?: () => Promise<string>): Promise<unknown> {
  const text = request.bodyUsed && readAgain ? await readAgain() : await textOf(request);
  if (request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded"))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function textOf(request: Request): Promise<string> {
  try {
    return Buffer.from(await readBounded(request.clone(), maxBytes)).toString();
  } catch (error) {
    throw error instanceof BodyTooLong ? new ReceiptBodyTooLong({ cause: error }) : error;
  }
}

/** As much as Express and Fastify read of a body, give or take. */
const maxBytes = 1_048_576;
