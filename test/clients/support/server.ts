import { createServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createHttp2Server, createSecureServer, type SecureServerOptions } from "node:http2";
import type { AddressInfo, Server, Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Which HTTP a server speaks, and nothing else: there is no negotiation in the clear. */
export type HttpVersion = "1.1" | "2";

/** Answers one HTTP request of either version. */
export type Listener = (request: Request, response: Response) => void;

interface Request {
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

interface Response {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/** A server on a free port, gone when the test is. */
export interface TestServer {
  readonly url: string;
  /** Connections opened so far. */
  readonly opened: number;
  /** Connections open now. */
  readonly open: number;
  dropConnections(): void;
}

/** Serves HTTP for one test; with `tls`, HTTP/2 only. */
export async function serve(
  http: HttpVersion,
  listener: Listener,
  tls?: SecureServerOptions,
): Promise<TestServer> {
  if (tls) return listen(createSecureServer(tls, listener), "https");
  return listen(http === "2" ? createHttp2Server(listener) : createServer(listener), "http");
}

/** Serves whatever `server` does for one test. */
export async function listen(server: Server, scheme: "http" | "https" = "http"): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let opened = 0;
  server.on("connection", (socket: Socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // Clients that hang up are what some tests are about.
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    dropConnections();
    server.close();
  });
  return {
    url: `${scheme}://localhost:${(server.address() as AddressInfo).port}`,
    get opened() {
      return opened;
    },
    get open() {
      return sockets.size;
    },
    dropConnections,
  };
}
