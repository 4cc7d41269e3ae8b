import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { constants, type ServerHttp2Stream } from "node:http2";
import type { Readable } from "node:stream";
import { discardMs } from "./discard-rest.ts";

/** What is sent back, all at once. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** Over HTTP/1.1 text leaves with the headers, in one piece. */
  readonly body?: Uint8Array | string;
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

export class Http1Exchange implements Exchange {
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
  readonly #res: ServerResponse;

  constructor(req: IncomingMessage, res: ServerResponse) {
    this.headers = req.headers;
    this.body = req;
    this.#res = res;
  }

  respond({ status, headers, body = "" }: Answer): void {
    if (this.#res.destroyed) return;
    headers["content-length"] = Buffer.byteLength(body);
    this.#res.writeHead(status, headers).end(body);
  }

  /** Every request of HTTP/1.1 is watched, whoever serves it. */
  discardRest(): void {}
}

/** How long a client may take to let an answer in: it has less than a kilobyte. */
export const takingMs = 10_000;

/** An exchange over HTTP/2 can be asked what became of it: there is no response that would know. */
export class Http2Exchange implements Exchange {
  readonly headers: IncomingHttpHeaders;
  readonly body: ServerHttp2Stream;
  /** The status that was answered; 0 if none was. */
  status = 0;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.headers = headers;
    this.body = stream;
    // A client that resets its stream is its own loss; without a listener it would be the process's.
    stream.on("error", ignore);
  }

  /** Whether all of the answer went out. */
  get isAnswered(): boolean {
    // Streams that are ended in one go close before they say that they finished.
    return this.body.writableEnded && this.body.rstCode === constants.NGHTTP2_NO_ERROR;
  }

  respond({ status, headers, body, trailers }: Answer): void {
    const stream = this.body;
    if (stream.destroyed || stream.closed) return;
    this.status = status;
    headers[":status"] = status;
    if (trailers !== undefined) {
      this.#limitTaking();
      stream.respond(headers, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers(trailers));
      stream.end(body);
    } else if (body === undefined) {
      stream.respond(headers, { endStream: true });
    } else {
      stream.respond(headers);
      this.#limitTaking();
      stream.end(body);
    }
  }

  discardRest(): void {
    const stream = this.body;
    if (stream.readableEnded || stream.destroyed) return;
    stream.resume();
    const timer = setTimeout(() => stream.destroy(), discardMs);
    stream.on("close", () => clearTimeout(timer));
  }

  /** Whoever does not take the answer does not keep it, nor the stream, lying here. */
  #limitTaking(): void {
    const stream = this.body;
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), takingMs);
    stream.on("close", () => clearTimeout(timer));
  }
}

function ignore(): void {}
