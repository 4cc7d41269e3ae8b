import { Agent, request as http1Request } from "node:http";
import http2, { type ClientHttp2Session } from "node:http2";

/** The wire that calls are made on: `grpc` and `connect` over HTTP/2, `connect-1` over HTTP/1.1 in JSON. */
export type Wire = "grpc" | "connect" | "connect-1";

export interface Answered {
  /** 0 of gRPC, or 200 of HTTP, is success. */
  readonly status: number;
  readonly body: Buffer;
}

export interface Connections {
  post(path: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answered>;
  close(): void;
}

/** A few connections that are kept, as a client of the service would. */
export function connect(wire: Wire, url: string, count = 4): Connections {
  return wire === "connect-1" ? overHttp1(url, count * 16) : overHttp2(wire, url, count);
}

function overHttp2(wire: Wire, url: string, count: number): Connections {
  const sessions: ClientHttp2Session[] = Array.from({ length: count }, () => http2.connect(url));
  const contentType = wire === "grpc" ? "application/grpc" : "application/proto";
  let turn = 0;
  return {
    post(path, headers, body) {
      const { promise, resolve, reject } = Promise.withResolvers<Answered>();
      const session = sessions[turn++ % count];
      if (session === undefined) throw new Error("there is a connection");
      const head = { ":method": "POST", ":path": path, "content-type": contentType, te: "trailers" };
      const stream = session.request({ ...head, ...headers });
      const chunks: Buffer[] = [];
      let status = -1;
      stream.on("response", (answer) => {
        status = wire === "grpc" ? Number(answer["grpc-status"] ?? -1) : Number(answer[":status"]);
      });
      stream.on("trailers", (trailers) => {
        if (wire === "grpc") status = Number(trailers["grpc-status"]);
      });
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("error", reject);
      stream.on("close", () => {
        const all = Buffer.concat(chunks);
        resolve({ status, body: wire === "grpc" ? all.subarray(5) : all });
      });
      stream.end(wire === "grpc" ? framed(body) : body);
      return promise;
    },
    close() {
      for (const session of sessions) session.destroy();
    },
  };
}

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function overHttp1(url: string, sockets: number): Connections {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  return {
    post(path, headers, body) {
      const { promise, resolve, reject } = Promise.withResolvers<Answered>();
      const request = http1Request(url + path, {
        agent,
        method: "POST",
        headers: { "content-type": "application/json", "content-length": body.length, ...headers },
      });
      request.on("error", reject);
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      });
      request.end(body);
      return promise;
    },
    close: () => agent.destroy(),
  };
}
