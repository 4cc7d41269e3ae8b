import type { IncomingHttpHeaders } from "node:http";

import { timeoutHeaders, timeoutMsOf } from "../deadline.ts";

/** How a unary call is written: the protocol, and the encoding of its messages. */
export interface Dialect {
  readonly protocol: "connect" | "grpc" | "grpc-web";
  readonly json: boolean;
  /** Stands on the answer as it stood on the request. */
  readonly contentType: string;
}

/** A call that can be served the short way. */
export interface OrdinaryCall {
  readonly dialect: Dialect;
  /** How long it may take. */
  readonly timeoutMs: number;
}

/** RFC 9112 §3.2: a request whose host is no host is refused, which is left to others too. */
const plainHost = /^(?:[\w.~-]+|\[[\w.:~]+\])(?::\d*)?$/;

/** The name of a request's protocol for the log, whoever serves it. */
export function protocolOf({ "content-type": type = "" }: IncomingHttpHeaders): string {
  const known = dialects.get(type);
  if (known !== undefined) return known.protocol;
  if (type.startsWith("application/grpc-web")) return "grpc-web";
  if (type.startsWith("application/grpc")) return "grpc";
  return /^application\/(?:connect\+)?(?:json|proto)\b/.test(type) ? "connect" : "unknown";
}

/** What there is to know of a call, if it is one of the usual ones and its deadline can be read. */
export function ordinaryCall(
  method: string | undefined,
  headers: IncomingHttpHeaders,
  http2: boolean,
): OrdinaryCall | undefined {
  const dialect = dialectOf(method, headers, http2);
  if (dialect === undefined || !plainHost.test(headers.host ?? headers[":authority"]?.toString() ?? ""))
    return undefined;
  const protocol = dialect.protocol === "connect" ? "connect" : "grpc";
  const timeoutMs = timeoutMsOf(protocol, headers[timeoutHeaders[protocol]] as string | undefined);
  return timeoutMs === undefined ? undefined : { dialect, timeoutMs };
}

/**
 * The dialect of a request, if it is one of those that are served here.
 *
 * Undefined for whatever is unusual: other content types, compression, GET, another version of Connect's protocol, gRPC
 * over HTTP/1.1. All that is left to connect-es, which knows it or refuses it.
 */
function dialectOf(
  method: string | undefined,
  headers: IncomingHttpHeaders,
  http2: boolean,
): Dialect | undefined {
  const dialect = dialects.get(headers["content-type"] ?? "");
  if (dialect === undefined || method !== "POST") return undefined;
  if (dialect.protocol === "connect") {
    const version = headers["connect-protocol-version"];
    return headers["content-encoding"] === undefined && (version === undefined || version === "1")
      ? dialect
      : undefined;
  }
  if (dialect.protocol === "grpc" && !http2) return undefined;
  const encoding = headers["grpc-encoding"];
  return encoding === undefined || encoding === "identity" ? dialect : undefined;
}

const dialects: ReadonlyMap<string, Dialect> = new Map(
  (
    [
      ["application/json", "connect", true],
      ["application/proto", "connect", false],
      ["application/grpc", "grpc", false],
      ["application/grpc+proto", "grpc", false],
      ["application/grpc+json", "grpc", true],
      ["application/grpc-web", "grpc-web", false],
      ["application/grpc-web+proto", "grpc-web", false],
      ["application/grpc-web+json", "grpc-web", true],
    ] as const
  ).map(([contentType, protocol, json]) => [contentType, { protocol, json, contentType }]),
);
