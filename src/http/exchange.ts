import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { constants, type ServerHttp2Stream } from "node:http2";
import type { Readable } from "node:stream";
import { discardMs } from "./discard-rest.ts";

/** What is sent back, all at once. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Uint8Array;
  /** HTTP/2 only. */
  readonly trailers?: OutgoingHttpHeaders;
}

/** One request and its answer, over either version of HTTP. */
export interface Exchange {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** Answers, unless the caller has gone away. */
  respond(answer: Answer): void;
  /** Gets rid of what is still to come of a request that was answered before it was read to its end. */
  discardRest(): void;
}

export function http1Exchange(req: IncomingMessage, res: ServerResponse): Exchange {
  return {
    headers: req.headers,
    body: req,
    respond({ status, headers, body }) {
      if (res.destroyed) return;
      res.writeHead(status, { ...headers, "content-length": body?.length ?? 0 }).end(body);
    },
    // Every request of HTTP/1.1 is watched, whoever serves it.
    discardRest() {},
  };
}

/** How long a client may take to let an answer in: it has less than a kilobyte. */
export const takingMs = 10_000;

/** An exchange over HTTP/2 can be asked what became of it: there is no response that would know. */
export interface Http2Exchange extends Exchange {
  /** The status that was answered; 0 if none was. */
  status(): number;
  /** Whether all of the answer went out. */
  isAnswered(): boolean;
}

export function http2Exchange(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Http2Exchange {
  let answered = 0;
  // A client that resets its stream is its own loss; without a listener it would be the process's.
  stream.on("error", () => undefined);

  /** Whoever does not take the answer does not keep it, nor the stream, lying here. */
  function limitTaking(): void {
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), takingMs);
    stream.once("close", () => clearTimeout(timer));
  }

  return {
    status: () => answered,
    // Streams that are ended in one go close before they say that they finished.
    isAnswered: () => stream.writableEnded && stream.rstCode === constants.NGHTTP2_NO_ERROR,
    headers,
    body: stream,
    respond({ status, headers, body, trailers }) {
      if (stream.destroyed || stream.closed) return;
      answered = status;
      const head = { ":status": status, ...headers };
      if (trailers === undefined) {
        stream.respond(head, body === undefined ? { endStream: true } : {});
        if (body === undefined) return;
        limitTaking();
        stream.end(body);
        return;
      }
      limitTaking();
      stream.respond(head, { waitForTrailers: true });
      stream.once("wantTrailers", () => stream.sendTrailers(trailers));
      stream.end(body);
    },
    discardRest() {
      if (stream.readableEnded || stream.destroyed) return;
      stream.resume();
      const timer = setTimeout(() => stream.destroy(), discardMs);
      stream.once("close", () => clearTimeout(timer));
    },
  };
}
