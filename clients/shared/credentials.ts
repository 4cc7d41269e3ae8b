import type { Interceptor } from "@connectrpc/connect";

/**
 * Checks that a text can be an API key.
 *
 * Said here without the text: a key with a line break from a file would otherwise fail deep in the HTTP client, with
 * the key in the error.
 */
export function parseApiKey(apiKey: string): string {
  if (typeof apiKey !== "string" || apiKey === "") throw new TypeError("apiKey is missing");
  if (/[^\x21-\x7e]/.test(apiKey))
    throw new TypeError("apiKey contains white space or a character beyond ASCII");
  if (!apiKey.startsWith("np_")) throw new TypeError("apiKey does not start with np_");
  return apiKey;
}

/** Checks that a text is the address of a service, which may be relative to `base`. */
export function parseUrl(url: string, base?: string): URL {
  if (typeof url !== "string" || url === "") throw new TypeError("url is missing");
  if (!URL.canParse(url, base)) throw new TypeError("url is not a URL");
  const parsed = new URL(url, base);
  if (!/^https?:$/.test(parsed.protocol)) throw new TypeError("url does not start with https:// or http://");
  if (parsed.username || parsed.password || parsed.search || parsed.hash)
    throw new TypeError("url has a part that does not belong there: credentials, a query or a fragment");
  return parsed;
}

/**
 * Sends the API key with every request.
 *
 * Give it as the innermost interceptor. The key is added to a copy of the headers, so that no other interceptor ever
 * sees it.
 */
export function createBearerInterceptor(apiKey: string): Interceptor {
  return (next) => (request) => {
    const header = new Headers(request.header);
    header.set("authorization", `Bearer ${apiKey}`);
    return next({ ...request, header });
  };
}
