import { createAdmit, type ReceiptMiddlewareOptions } from "./receipt/admission.ts";
import { bodyOf } from "./receipt/place.ts";
import type { ReceiptVerifier } from "./receipt/verifier.ts";

export { type ReceiptMiddlewareOptions, receiptOf } from "./receipt/admission.ts";

/** The part of a context of Hono that a receipt can be in. */
export interface HonoContextLike {
  readonly req: {
    readonly raw: Request;
    header(name: string): string | undefined;
    text(): Promise<string>;
  };
}

/**
 * Makes a middleware of Hono, on whatever runtime has `node:crypto`.
 *
 * Lets in requests with a good receipt, which `receiptOf(c)` then returns. The others are answered 401, or 503 while the
 * service's keys cannot be had, always with the same body; and 413 where a body with the `field` is longer than 1 MiB.
 */
export function receiptMiddleware<Context extends HonoContextLike>(
  verifier: ReceiptVerifier,
  options: ReceiptMiddlewareOptions<Context> = {},
): (context: Context, next: () => Promise<void>) => Promise<Response | undefined> {
  const admit = createAdmit(verifier, options);
  return async (context, next) => {
    const { req } = context;
    const refusal = await admit(context, async () => ({
      headers: { authorization: req.header("authorization") },
      // Hono keeps what somebody has read before.
      body: options.field === undefined ? undefined : await bodyOf(req.raw, () => req.text()),
    }));
    if (refusal !== undefined) {
      const { body, ...init } = refusal;
      return new Response(body, init);
    }
    await next();
    return undefined;
  };
}
