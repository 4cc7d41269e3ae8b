import type { OutgoingHttpHeaders } from "node:http";
import type { ConnectError } from "@connectrpc/connect";
import type { Answer } from "../../http/exchange.ts";
import type { Dialect } from "./dialect.ts";
import { writeFrame, writeTrailerFrame } from "./frame.ts";
import { wireErrorOf } from "./wire-error.ts";

/** What a handler wants to be sent beside its message. */
export interface Metadata {
  readonly headers: Record<string, string | string[]>;
  readonly trailers: Record<string, string | string[]>;
}

/** A message as the answer to a call. `head` becomes a part of it. */
export function answerOf(
  dialect: Dialect,
  head: OutgoingHttpHeaders,
  sent: Metadata,
  message: Uint8Array | string,
): Answer {
  const headers = Object.assign(head, sent.headers);
  headers["content-type"] = dialect.contentType;
  switch (dialect.protocol) {
    case "connect":
      return {
        status: 200,
        headers: Object.assign(headers, asConnectTrailers(sent.trailers)),
        body: message,
      };
    case "grpc":
      return { status: 200, headers, body: writeFrame(message), trailers: { ...ok, ...sent.trailers } };
    case "grpc-web":
      return {
        status: 200,
        headers,
        body: Buffer.concat([writeFrame(message), trailerFrame(ok, sent.trailers)]),
      };
  }
}

/** A refusal as the answer to a call. `head` becomes a part of it. */
export function refusalOf(
  dialect: Dialect,
  head: OutgoingHttpHeaders,
  sent: Metadata,
  error: ConnectError,
): Answer {
  const wire = wireErrorOf(error);
  const headers = Object.assign(head, sent.headers);
  headers["content-type"] = dialect.contentType;
  switch (dialect.protocol) {
    case "connect":
      return {
        status: wire.status,
        headers: Object.assign(headers, asConnectTrailers(sent.trailers), wire.headers),
        body: wire.body,
      };
    case "grpc":
      // gRPC's "Trailers-Only", unless there are headers that are not trailers.
      return isEmpty(sent.headers)
        ? { status: 200, headers: Object.assign(headers, sent.trailers, wire.trailers) }
        : { status: 200, headers, body: nothing, trailers: { ...sent.trailers, ...wire.trailers } };
    case "grpc-web":
      return { status: 200, headers, body: trailerFrame(wire.trailers, sent.trailers) };
  }
}

const ok = { "grpc-status": "0" } as const;
const nothing = new Uint8Array(0);

/** A unary call of Connect has its trailers among its headers. */
function asConnectTrailers(trailers: Metadata["trailers"]): OutgoingHttpHeaders {
  if (isEmpty(trailers)) return trailers;
  return Object.fromEntries(Object.entries(trailers).map(([name, value]) => [`trailer-${name}`, value]));
}

function trailerFrame(status: Readonly<Record<string, string>>, trailers: Metadata["trailers"]): Buffer {
  return writeTrailerFrame({ ...trailers, ...status });
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}
