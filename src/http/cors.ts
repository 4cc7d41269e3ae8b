import { cors } from "@connectrpc/connect";
import type { HttpRequest, HttpResponse } from "./one-port.ts";

/** Says whether pages of an origin may call. Only the headers are known yet, so it is every tenant's answer. */
export type IsListedOrigin = (origin: string) => boolean;

/**
 * Lets browsers read answers on pages of listed origins, and on no others.
 *
 * Returns true for a preflight: it is answered then. Whether the caller's own key lists the origin is the gate's to say.
 */
export function applyCors(req: HttpRequest, res: HttpResponse, isListed: IsListedOrigin): boolean {
  const { origin } = req.headers;
  // Also where there is none: a cache must not hand the answer for one origin to another (Fetch standard, CORS).
  res.setHeader("vary", "Origin");
  const listed = origin !== undefined && isListed(origin);
  if (listed) {
    res.setHeader("access-control-allow-origin", origin);
    res.setHeader("access-control-expose-headers", exposedHeaders);
  }
  if (req.method !== "OPTIONS") return false;
  if (listed) {
    res.setHeader("access-control-allow-methods", "POST");
    res.setHeader("access-control-allow-headers", allowedHeaders);
    res.setHeader("access-control-max-age", String(preflightSeconds));
  }
  res.statusCode = 204;
  res.end();
  return true;
}

/** The longest that Chromium keeps a preflight. */
const preflightSeconds = 7_200;
const allowedHeaders = [...cors.allowedHeaders, "Authorization", "X-Request-Id"].join(", ");
/** `Date` lets a page count down to an instant of the answer although its own clock is wrong. */
const exposedHeaders = [...cors.exposedHeaders, "Date", "Retry-After", "X-Request-Id"].join(", ");
