import type { HttpRequest, HttpResponse } from "./one-port.ts";

/** Answers a GET of one path. */
export type Page = (req: HttpRequest, res: HttpResponse) => void | Promise<void>;

export type Pages = Readonly<Record<string, Page>>;

/** What load balancers and back ends ask for beside the RPCs. */
export function createPages(jwks: object, isReady: () => Promise<boolean>): Pages {
  const keys = JSON.stringify(jwks);
  return {
    "/livez": (_req, res) => answer(res, 200, "text/plain", "alive\n"),
    "/readyz": async (_req, res) =>
      (await isReady())
        ? answer(res, 200, "text/plain", "ready\n")
        : answer(res, 503, "text/plain", "not ready\n"),
    "/.well-known/jwks.json": (_req, res) => {
      // Long enough to save requests, short enough for a new key to be known before it signs.
      res.setHeader("cache-control", "public, max-age=300");
      res.setHeader("access-control-allow-origin", "*");
      answer(res, 200, "application/json", keys);
    },
  };
}

/**
 * Writes a whole answer, which a browser takes for what it is said to be and runs nothing of.
 *
 * Pages for people set a policy of their own before.
 */
export function answer(res: HttpResponse, status: number, type: string, body: string): void {
  res.statusCode = status;
  res.setHeader("content-type", type.startsWith("text/") ? `${type}; charset=utf-8` : type);
  res.setHeader("content-length", Buffer.byteLength(body));
  for (const [name, value] of Object.entries(defaultHeaders))
    if (!res.hasHeader(name)) res.setHeader(name, value);
  res.end(body);
}

const defaultHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
