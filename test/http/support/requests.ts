import http, { type Agent, type IncomingHttpHeaders } from "node:http";
import http2, { type ClientHttp2Session, type IncomingHttpStatusHeader } from "node:http2";
import https from "node:https";

/** A request of a test; a body of several chunks is sent chunk by chunk, without a length. */
export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | readonly Uint8Array[];
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks over HTTP/1.1. */
export function overHttp1(url: string, sent: Sent = {}, agent?: Agent, tls: object = {}): Promise<Answer> {
  const { method = "GET", path = "/", headers = {}, body } = sent;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { protocol, hostname, port } = new URL(url);
  const { request } = protocol === "https:" ? https : http;
  const options = {
    hostname,
    port,
    path,
    method,
    headers,
    ...tls,
    ...(agent === undefined ? {} : { agent }),
  };
  const req = request(options, (res) => {
    let text = "";
    res.setEncoding("utf8");
    res.on("data", (chunk) => {
      text += chunk;
    });
    res.once("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text }));
    res.once("error", reject);
  });
  req.on("error", reject);
  writeBody(req, body);
  return promise;
}

/** Asks over a connection of HTTP/2 that is open. */
export function overSession(session: ClientHttp2Session, sent: Sent = {}): Promise<Answer> {
  const { method = "GET", path = "/", headers = {}, body } = sent;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const stream = session.request({ ":method": method, ":path": path, ...headers }, { endStream: false });
  let received: (IncomingHttpHeaders & IncomingHttpStatusHeader) | undefined;
  let text = "";
  stream.setEncoding("utf8");
  stream.once("response", (headers) => {
    received = headers;
  });
  stream.on("data", (chunk) => {
    text += chunk;
  });
  stream.once("end", () => {
    if (received?.[":status"] === undefined) reject(new Error("the stream ended without an answer"));
    else resolve({ status: received[":status"], headers: received, body: text });
  });
  stream.once("error", reject);
  stream.once("close", () => reject(new Error("the stream closed without an answer")));
  writeBody(stream, body);
  return promise;
}

/** Asks over a connection of HTTP/2 of its own. */
export async function overHttp2(url: string, sent: Sent = {}, tls: object = {}): Promise<Answer> {
  const session = http2.connect(url, tls);
  const failed = new Promise<never>((_, reject) => session.once("error", reject));
  try {
    return await Promise.race([overSession(session, sent), failed]);
  } finally {
    session.destroy();
  }
}

function writeBody(to: NodeJS.WritableStream, body: Sent["body"]): void {
  if (typeof body === "string") to.end(body);
  else {
    for (const chunk of body ?? []) to.write(chunk);
    to.end();
  }
}
