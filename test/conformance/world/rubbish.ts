import type { AddressInfo } from "node:net";
import type { Writable } from "node:stream";
import { createClearPort, type HttpRequest, type HttpResponse } from "../../../src/http/one-port.ts";
import type { Rubbish } from "./network-faults.ts";

/** A server that is not the service, as a proxy or a page in the wrong place. */
export interface RubbishServer {
  readonly port: number;
  /** What it answers from now on. */
  answer: Rubbish;
  stop(): Promise<void>;
}

export async function startRubbishServer(): Promise<RubbishServer> {
  const port = createClearPort((req, res) => {
    req.resume();
    req.once("end", () => {
      answers[server.answer](req, res);
      if ("stream" in req) req.stream.session?.close();
    });
  });
  await new Promise<void>((resolve) => port.server.listen(0, "127.0.0.1", resolve));
  const server: RubbishServer = {
    port: (port.server.address() as AddressInfo).port,
    answer: "empty 200",
    async stop() {
      const closed = port.close();
      port.closeAll();
      await closed;
    },
  };
  return server;
}

const answers = {
  "html 502": (_, res) => send(res, 502, "text/html", page("502 Bad Gateway")),
  "html 404": (_, res) => send(res, 404, "text/html", page("404 Not Found")),
  "plain 503": (_, res) => send(res, 503, "text/plain", "no healthy upstream"),
  "html 200": (_, res) => send(res, 200, "text/html", page("Welcome")),
  "empty 200": (_, res) => send(res, 200, undefined, ""),
  "empty message": (req, res) => sendMessage(req, res, Buffer.alloc(0), "{}"),
  // A text field of 32 bytes, of which one came.
  "broken message": (req, res) =>
    sendMessage(req, res, Buffer.of(0x0a, 32, 0x41), '{"challengeId":"nc1_canary","expireT'),
  "mislabeled message": (_, res) => send(res, 200, "text/plain", `{${sent},${verified}}`),
  "odd error": sendOddError,
  redirect(req, res) {
    res.setHeader("location", req.url ?? "/");
    send(res, 307, "text/html", page("Moved"));
  },
  "endless body": (req, res) => sendWithoutEnd(req, res, flood),
  "dripping body": (req, res) => sendWithoutEnd(req, res, drip),
} as const satisfies Record<Rubbish, (req: HttpRequest, res: HttpResponse) => void>;

const sent =
  '"challengeId":"nc1_canary","expireTime":"2100-01-01T00:00:00Z","resendTime":"2100-01-01T00:00:00Z","codeLength":6,"codeAlphabet":"CODE_ALPHABET_DIGITS"';
const verified =
  '"email":"eve@example.com","purpose":"sign-in","verifyTime":"2100-01-01T00:00:00Z","receipt":"a.b.c","receiptExpireTime":"2100-01-01T00:00:00Z"';

function page(title: string): string {
  return `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}

function send(res: HttpResponse, status: number, type: string | undefined, body: string | Buffer): void {
  res.statusCode = status;
  if (type !== undefined) res.setHeader("content-type", type);
  if ("shouldKeepAlive" in res) res.shouldKeepAlive = false;
  res.end(body);
}

/** What was asked in, or JSON for what was asked in nothing. */
function typeOf({ headers }: HttpRequest): string {
  return headers["content-type"] ?? "application/json";
}

/** An answer of the right form, as Protobuf or as JSON. */
function sendMessage(req: HttpRequest, res: HttpResponse, message: Buffer, json: string): void {
  const type = typeOf(req);
  if (type.startsWith("application/grpc-web"))
    send(res, 200, type, Buffer.concat([frame(0, message), frame(0x80, Buffer.from("grpc-status: 0\r\n"))]));
  else if (type.startsWith("application/grpc")) sendGrpc(res, type, "0", frame(0, message));
  else send(res, 200, type, type.includes("json") ? json : message);
}

function frame(flags: number, content: Buffer): Buffer {
  const head = Buffer.alloc(5, flags);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

function sendGrpc(res: HttpResponse, type: string, status: string, body: Buffer): void {
  res.setHeader("trailer", "grpc-status");
  res.addTrailers({ "grpc-status": status });
  send(res, 200, type, body);
}

/** An error with a code that there is not. */
function sendOddError(req: HttpRequest, res: HttpResponse): void {
  const type = typeOf(req);
  if (type.startsWith("application/grpc-web"))
    send(res, 200, type, frame(0x80, Buffer.from("grpc-status: banana\r\n")));
  else if (type.startsWith("application/grpc")) sendGrpc(res, type, "banana", Buffer.alloc(0));
  else send(res, 400, "application/json", '{"code":"banana","message":7,"details":{}}');
}

/** An answer of the right type that begins well. */
function sendWithoutEnd(req: HttpRequest, res: HttpResponse, go: (body: Writable) => void): void {
  const type = typeOf(req);
  res.statusCode = 200;
  res.setHeader("content-type", type);
  const isFramed = type.startsWith("application/grpc");
  // Both are, whichever HTTP they are of.
  const body = res as Writable;
  body.write(isFramed ? Buffer.of(0, 0x7f, 0xff, 0xff, 0xff) : '{"challengeId":"nc1_canary"');
  go(body);
}

/** As fast as it is read. */
function flood(body: Writable): void {
  const spaces = Buffer.alloc(16_384, " ");
  const more = () => {
    while (!body.destroyed && body.write(spaces));
  };
  body.on("drain", more);
  more();
}

/** So slowly that a reader that waits for each byte anew waits for ever. */
function drip(body: Writable): void {
  const drops = setInterval(() => body.write(" "), 50);
  body.once("close", () => clearInterval(drops));
}
