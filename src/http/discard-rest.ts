import type { HttpRequest, HttpResponse } from "./one-port.ts";

/**
 * Gets rid of what is still to come of a request that was answered before it was read to its end.
 *
 * To close at once would lose the answer: bytes that nobody read reset an HTTP/1.1 connection (RFC 9112 §9.6), and
 * closing a stream of HTTP/2 overtakes its trailers. So the rest is let in and thrown away for a moment; who is not
 * done by then is cut off.
 */
export function discardRest(req: HttpRequest, res: HttpResponse): void {
  const http2Stream = "stream" in req ? req.stream : undefined;
  // Over HTTP/2 the response's own event waits for the client to end its side.
  (http2Stream ?? res).once("finish", () => {
    if (req.complete) return;
    req.resume();
    const timer = setTimeout(() => (http2Stream ?? req.socket).destroy(), discardMs);
    req.once("close", () => clearTimeout(timer));
  });
}

/** How long the rest of a request may take that nobody will read. */
export const discardMs = 2_000;
