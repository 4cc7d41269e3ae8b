import type { AddressInfo } from "node:net";
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
  "empty message": (req, res) => sendEmptyMessage(req.headers["content-type"] ?? "", res),
} as const satisfies Record<Rubbish, (req: HttpRequest, res: HttpResponse) => void>;

function page(title: string): string {
  return `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}

function send(res: HttpResponse, status: number, type: string | undefined, body: string | Buffer): void {
  res.statusCode = status;
  if (type !== undefined) res.setHeader("content-type", type);
  if ("shouldKeepAlive" in res) res.shouldKeepAlive = false;
  res.end(body);
}

/** An answer of the right form in which every field is missing. */
function sendEmptyMessage(type: string, res: HttpResponse): void {
  const noBytes = Buffer.alloc(5);
  if (type.startsWith("application/grpc-web")) {
    const trailers = Buffer.from("grpc-status: 0\r\n");
    const head = Buffer.from([0x80, 0, 0, 0, trailers.length]);
    send(res, 200, type, Buffer.concat([noBytes, head, trailers]));
  } else if (type.startsWith("application/grpc")) {
    res.setHeader("trailer", "grpc-status");
    res.addTrailers({ "grpc-status": "0" });
    send(res, 200, type, noBytes);
  } else send(res, 200, type, type.includes("json") ? "{}" : "");
}
