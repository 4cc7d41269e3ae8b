import { Code, ConnectError } from "@connectrpc/connect";

/** gRPC over HTTP/2, "Length-Prefixed-Message": a flag and the length of what follows. */
export const prefixBytes = 5;

/** The flag of a compressed message. */
const compressed = 1;
/** PROTOCOL-WEB of gRPC: the frame holds trailers. */
const trailerFlag = 0x80;

/** The one message of a request; whatever else there is breaks the protocol. */
export function readFrame(bytes: Buffer): Uint8Array {
  if (bytes.length === 0) throw new ConnectError("the request has no message", Code.Unimplemented);
  if (bytes.length < prefixBytes)
    throw new ConnectError("the request's message is cut off", Code.InvalidArgument);
  const length = bytes.readUInt32BE(1);
  const end = prefixBytes + length;
  if (bytes.length < end) throw new ConnectError("the request's message is cut off", Code.InvalidArgument);
  if (bytes.length > end) throw new ConnectError("the request has more than one message", Code.Unimplemented);
  // gRPC compression: a flag without an encoding is the sender's mistake. No other flag stands on a request.
  if (bytes[0] === compressed)
    throw new ConnectError("the message is compressed by no encoding", Code.Internal);
  if (bytes[0] !== 0) throw new ConnectError("the message has an unknown flag", Code.InvalidArgument);
  return bytes.subarray(prefixBytes, end);
}

/** A message as gRPC sends it. */
export function writeFrame(message: Uint8Array | string): Buffer {
  const length = Buffer.byteLength(message);
  const frame = Buffer.allocUnsafe(prefixBytes + length);
  frame[0] = 0;
  frame.writeUInt32BE(length, 1);
  if (typeof message === "string") frame.write(message, prefixBytes);
  else frame.set(message, prefixBytes);
  return frame;
}

/** Trailers as the last frame of a body, which is where gRPC-Web has them. */
export function writeTrailerFrame(trailers: Readonly<Record<string, string | readonly string[]>>): Buffer {
  const lines = Object.entries(trailers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}\r\n`),
  );
  const frame = writeFrame(Buffer.from(lines.join(""), "latin1"));
  frame[0] = trailerFlag;
  return frame;
}
