import http from "node:http";
import http2, {
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import type { Server, Socket } from "node:net";

/** A request of either version of HTTP. */
export type HttpRequest = http.IncomingMessage | Http2ServerRequest;
export type HttpResponse = http.ServerResponse | Http2ServerResponse;

export type RequestListener = (req: HttpRequest, res: HttpResponse) => void;

/** A listener for HTTP/1.1 and HTTP/2 on one port. */
export interface OnePort {
  readonly server: Server & Pick<http.Server, "closeIdleConnections" | "closeAllConnections">;
  /** The HTTP/2 connections that are open now. */
  readonly sessions: ReadonlySet<ServerHttp2Session>;
}

/** PEM texts. With `ca`, every client must show a certificate that it signed. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** Serves both in clear text: the first bytes of a connection tell which it is (RFC 9113 §3.3, prior knowledge). */
export function createClearPort(listener: RequestListener): OnePort {
  const h1 = http.createServer({ ...h1Options, noDelay: true }, listener);
  const h2 = http2.createServer(h2Options, listener);
  divertHttp2(h1, h2);
  return { server: h1, sessions: trackSessions(h2) };
}

/** Serves both under TLS: the client chooses by ALPN (RFC 7301). */
export function createTlsPort(tls: TlsFiles, listener: RequestListener): OnePort {
  const options = { ...h2Options, ...h1Options, ...tls, allowHTTP1: true, requestCert: tls.ca !== undefined };
  const server = http2.createSecureServer({ ...options, minVersion: "TLSv1.2" }, listener);
  const sockets = new Set<Socket>();
  server.on("secureConnection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const closeAllConnections = () => sockets.forEach((socket) => void socket.destroy());
  // It does not tell idle HTTP/1.1 connections from busy ones: those end with their next answer.
  return {
    server: Object.assign(server, { closeIdleConnections() {}, closeAllConnections }),
    sessions: trackSessions(server),
  };
}

/** Above the idle time of load balancers (60 s), so that they close first and no request meets a closing socket. */
const keepAliveTimeout = 75_000;
const h1Options = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout,
  connectionsCheckingInterval: 2_000,
};
const h2Options = {
  settings: { maxConcurrentStreams: 250 },
  maxSessionInvalidFrames: 100,
  maxHeaderListPairs: 64,
};
const sessionIdleMs = 5 * 60_000;

/** RFC 9113 §3.4. */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/**
 * Hands connections that start with the HTTP/2 preface to `h2`.
 *
 * The HTTP/1.1 server owns the listener, since its timers for slow headers and bodies run only then.
 */
function divertHttp2(h1: http.Server, h2: Http2Server): void {
  const [toH1] = h1.listeners("connection") as [(socket: Socket) => void];
  h1.removeListener("connection", toH1);
  h1.on("connection", (socket: Socket) => {
    let head = Buffer.alloc(0);
    const timer = setTimeout(() => socket.destroy(), h1Options.headersTimeout);
    const settle = () => {
      clearTimeout(timer);
      socket.off("readable", onReadable).off("error", settle).off("close", settle);
    };
    const onReadable = () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      head = Buffer.concat([head, chunk]);
      const length = Math.min(head.length, preface.length);
      const maybeHttp2 = preface.compare(head, 0, length, 0, length) === 0;
      if (maybeHttp2 && length < preface.length) return;
      settle();
      socket.unshift(head);
      if (maybeHttp2) h2.emit("connection", socket);
      else toH1.call(h1, socket);
    };
    socket.on("readable", onReadable).on("error", settle).on("close", settle);
  });
}

function trackSessions(h2: Pick<Http2Server, "on">): ReadonlySet<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>();
  h2.on("session", (session: ServerHttp2Session) => {
    sessions.add(session);
    session.setTimeout(sessionIdleMs, () => session.close());
    // A broken connection is its client's loss; without a listener it would be the process's.
    session.on("error", () => session.destroy());
    session.once("close", () => sessions.delete(session));
  });
  return sessions;
}
