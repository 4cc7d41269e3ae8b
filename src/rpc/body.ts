import type { Readable } from "node:stream";
import { type DescMessage, fromBinary, fromJsonString } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { Failure } from "../core/failure.ts";

/** What is known of a body before it is read. */
export interface BodyPromise {
  /** Its `content-length`; 0 if there is none. */
  readonly length: number;
  /** The longest that is read. */
  readonly maxBytes: number;
  /** How long it may take to come in. */
  readonly timeoutMs: number;
}

/** The longest body that is read: a request of this service is far shorter. */
export const maxBodyBytes = 16 * 1024;

/**
 * Reads the one message of a body and hands its bytes on, or refuses it.
 *
 * Connect would refuse the same bodies, but before any layer of ours could say why in the terms of the contract.
 */
export async function readBody(
  request: Readable,
  headers: Headers,
  input: DescMessage,
  { length, maxBytes, timeoutMs }: BodyPromise,
): Promise<Uint8Array> {
  if (length > maxBytes) throw tooLarge();
  const bytes = await readAll(request, maxBytes, timeoutMs);
  const message = messageOf(bytes, headers);
  if (message !== undefined) parse(message, headers, input);
  return bytes;
}

/** Iterating over the request would destroy its socket on the way out, and the refusal with it. */
function readAll(request: Readable, maxBytes: number, timeoutMs: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(() => stop(tooSlow()), timeoutMs);
  const onData = (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
    else stop(tooLarge());
  };
  const stop = (reason: Error) => {
    request.off("data", onData).pause();
    reject(reason);
  };
  request.on("data", onData);
  request.once("end", () => resolve(Buffer.concat(chunks, length)));
  request.once("error", (error) => reject(canceled(error)));
  request.once("close", () => reject(canceled()));
  return promise.finally(() => clearTimeout(timer));
}

/** The message within the framing of its protocol; undefined where Connect has its own answer. */
function messageOf(bytes: Uint8Array, headers: Headers): Uint8Array | undefined {
  if (headers.has("content-encoding")) return undefined;
  if (!headers.get("content-type")?.startsWith("application/grpc")) return bytes;
  const compressed = bytes[0] === 1;
  return compressed ? undefined : bytes.subarray(grpcPrefixBytes);
}

/** gRPC over HTTP/2, "Length-Prefixed-Message": a flag and the length. */
const grpcPrefixBytes = 5;

function parse(message: Uint8Array, headers: Headers, input: DescMessage): void {
  try {
    if (!/[/+]json\b/.test(headers.get("content-type") ?? "")) fromBinary(input, message);
    else fromJsonString(input, utf8.decode(message), { ignoreUnknownFields: true });
  } catch {
    // The parser's text repeats what it could not read.
    throw new Failure("REQUEST_INVALID", "the body cannot be read as the message of this call");
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function tooLarge(): Failure {
  return new Failure("REQUEST_INVALID", "the body is larger than 16 KiB");
}

function tooSlow(): ConnectError {
  return new ConnectError("the body did not come in time", Code.DeadlineExceeded);
}

function canceled(cause?: unknown): ConnectError {
  return new ConnectError("the caller went away", Code.Canceled, undefined, undefined, cause);
}
