import { cors } from "@connectrpc/connect";
import type { HttpRequest, HttpResponse } from "./one-port.ts";

/** Says whether pages of an origin may call. Only the headers are known yet, so it is every tenant's answer. */
export type IsListedOrigin = (origin: string) => boolean;

/**
 * The headers by which browsers let pages of listed origins read an answer, and no others.
 *
 * Whether the caller's own key lists the origin is the gate's to say.
 */
export function corsHeaders(origin: string | undefined, isListed: IsListedOrigin): Record<string, string> {
  // Also where there is none: a cache must not hand the answer for one origin to another (Fetch standard, CORS).
  if (origin === undefined || !isListed(origin)) return { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": exposedHeaders,
  };
}

/** Answers a preflight. */
export function answerPreflight(req: HttpRequest, res: HttpResponse, isListed: IsListedOrigin): void {
  const headers = corsHeaders(req.headers.origin, isListed);
  setHeaders(res, headers);
  if (headers["access-control-allow-origin"] !== undefined) {
    res.setHeader("access-control-allow-methods", "POST");
    res.setHeader("access-control-allow-headers", allowedHeaders);
    res.setHeader("access-control-max-age", String(preflightSeconds));
  }
  res.statusCode = 204;
  res.end();
}

/** Sets headers of an answer that others will write. */
export function setHeaders(res: HttpResponse, headers: Readonly<Record<string, string>>): void {
  for (const name in headers) res.setHeader(name, headers[name] ?? "");
}

/** The longest that Chromium keeps a preflight. */
const preflightSeconds = 7_200;
const allowedHeaders = [...cors.allowedHeaders, "Authorization", "X-Request-Id"].join(", ");
/** `Date` lets a page count down to an instant of the answer although its own clock is wrong. */
const exposedHeaders = [...cors.exposedHeaders, "Date", "Retry-After", "X-Request-Id"].join(", ");
