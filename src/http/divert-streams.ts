import type { Http2SecureServer, Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";

/** Serves a stream of HTTP/2, or leaves it alone and returns false. */
export type TakeStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => boolean;

/**
 * Offers each stream before Node makes a request and a response of it, as its HTTP/1.1 interface has them: they cost as
 * much as a short call itself.
 *
 * The server has to have its listener for requests already: with it came the one that makes them.
 */
export function divertStreams(server: Http2Server | Http2SecureServer, take: TakeStream): void {
  const [toRequests] = server.listeners("stream") as [(...args: unknown[]) => void];
  server.removeListener("stream", toRequests);
  server.on("stream", (stream, headers, ...rest) => {
    if (!take(stream as ServerHttp2Stream, headers)) toRequests.call(server, stream, headers, ...rest);
  });
}
