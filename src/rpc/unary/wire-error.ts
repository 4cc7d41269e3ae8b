import type { OutgoingHttpHeaders } from "node:http";
import type { ConnectError } from "@connectrpc/connect";
import { codeToHttpStatus, errorToJsonBytes } from "@connectrpc/connect/protocol-connect";
import { setTrailerStatus } from "@connectrpc/connect/protocol-grpc";

/** An error as each protocol writes it. */
export interface WireError {
  /** The trailers of gRPC and gRPC-Web. */
  readonly trailers: Readonly<Record<string, string>>;
  /** Connect's status, headers and body. */
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/**
 * Writes an error with the functions of connect-es, whose version is pinned for their sake.
 *
 * Refusals that are always the same are one object: they are written once.
 */
export function wireErrorOf(error: ConnectError): WireError {
  const known = written.get(error);
  if (known !== undefined) return known;
  const wire = write(error);
  written.set(error, wire);
  return wire;
}

const written = new WeakMap<ConnectError, WireError>();

function write(error: ConnectError): WireError {
  return {
    trailers: Object.fromEntries(setTrailerStatus(new Headers(), error)),
    status: codeToHttpStatus(error.code),
    headers: { ...Object.fromEntries(error.metadata), "content-type": "application/json" },
    body: Buffer.from(errorToJsonBytes(error, undefined)).toString(),
  };
}
