import { type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { HttpAnswer, HttpEvent } from "./event.ts";

/**
 * Puts a request to the service on this machine's own port, so that it is served exactly as anywhere else.
 *
 * The address that AWS saw is added to `X-Forwarded-For` last: what stands before it is the caller's own word.
 */
export async function forward(event: HttpEvent, port: number): Promise<HttpAnswer> {
  const { method, sourceIp } = event.requestContext.http;
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const query = event.rawQueryString ? `?${event.rawQueryString}` : "";
  const headers = {
    ...endToEnd(event.headers),
    "x-forwarded-for": [event.headers["x-forwarded-for"], sourceIp].filter(Boolean).join(", "),
    "content-length": body.length,
  };
  // No connection outlives its call: while the function sleeps, no timer of it runs.
  const outgoing = request({
    host: "127.0.0.1",
    port,
    method,
    path: event.rawPath + query,
    headers,
    agent: false,
  });
  outgoing.once("response", (incoming) => answerOf(incoming).then(resolve, reject));
  // After an answer it says only that the rest of the body was not wanted.
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}

async function answerOf(incoming: IncomingMessage): Promise<HttpAnswer> {
  const bytes = await buffer(incoming);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(endToEnd(incoming.headers)))
    headers[name] = [value].flat().join(", ");
  const isText = /^(?:text\/|application\/json)/.test(headers["content-type"] ?? "");
  return {
    statusCode: incoming.statusCode ?? 502,
    headers,
    body: bytes.toString(isText ? "utf8" : "base64"),
    isBase64Encoded: !isText,
  };
}

/** Without what is between two neighbours only (RFC 9110 §7.6.1), and without the length, which each hop states. */
function endToEnd<T>(headers: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const kept: Record<string, T> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !hopByHop.has(name)) kept[name] = value;
  return kept;
}

const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
