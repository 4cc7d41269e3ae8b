import { constants } from "node:crypto";
import http from "node:http";
import http2, {
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import type { Server, Socket } from "node:net";
import { divertHttp2 } from "./divert-http2.ts";
import { divertStreams, type TakeStream } from "./divert-streams.ts";

/** A request of either version of HTTP. */
export type HttpRequest = http.IncomingMessage | Http2ServerRequest;
export type HttpResponse = http.ServerResponse | Http2ServerResponse;

export type RequestListener = (req: HttpRequest, res: HttpResponse) => void;

/** A listener for HTTP/1.1 and HTTP/2 on one port. */
export interface OnePort {
  readonly server: Server;
  /**
   * Takes no more connections and sends idle clients away, those of HTTP/2 by GOAWAY. Resolves when the last connection
   * has closed.
   */
  close(): Promise<void>;
  /** Closes the HTTP/1.1 connections on which nothing is being asked or answered. */
  closeIdle(): void;
  /** Cuts off every connection, and returns how many there were. */
  closeAll(): number;
}

/** A listener under TLS. */
export interface TlsPort extends OnePort {
  /** Shows other certificates to connections that are made from now on. */
  renew(tls: TlsFiles): void;
}

/** How long a client may take, in milliseconds. */
export interface Timers {
  /** From its first byte to the end of a request's headers. */
  readonly headersTimeout: number;
  /** To the end of a request's body. */
  readonly requestTimeout: number;
  /** Between two requests of a connection. */
  readonly keepAliveTimeout: number;
  /** How often the others are looked at. */
  readonly connectionsCheckingInterval: number;
}

/** PEM texts. With `ca`, every client must show a certificate that it signed. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** Serves both in clear text: the first bytes of a connection tell which it is (RFC 9113 §3.3, prior knowledge). */
export function createClearPort(
  listener: RequestListener,
  timers: Partial<Timers> = {},
  takeStream: TakeStream = leaveAlone,
): OnePort {
  const options = { ...defaultTimers, ...timers };
  const h1 = http.createServer({ ...options, noDelay: true }, listener);
  const h2 = http2.createServer(h2Options, listener);
  divertStreams(h2, takeStream);
  const undecided = divertHttp2(h1, h2, options.headersTimeout);
  return createPort(h1, h2, undecided);
}

/** Serves both under TLS: the client chooses by ALPN (RFC 7301). */
export function createTlsPort(
  tls: TlsFiles,
  listener: RequestListener,
  takeStream: TakeStream = leaveAlone,
): TlsPort {
  const options = {
    ...h2Options,
    ...defaultTimers,
    ...contextOf(tls),
    allowHTTP1: true,
    requestCert: tls.ca !== undefined,
    handshakeTimeout: defaultTimers.headersTimeout,
  } as const;
  const server = http2.createSecureServer(options, listener);
  divertStreams(server, takeStream);
  return {
    ...createPort(server as typeof server & IdleCloser, server, new Set()),
    renew: (files) => server.setSecureContext(contextOf(files)),
  };
}

/** Every stream becomes a request and a response. */
const leaveAlone: TakeStream = () => false;

function contextOf(tls: TlsFiles) {
  // A resumed connection would not have its certificate looked at again, which may have expired since.
  const resumption = tls.ca === undefined ? {} : { secureOptions: constants.SSL_OP_NO_TICKET };
  return { ...tls, minVersion: "TLSv1.2", ...resumption } as const;
}

/** Above the idle time of load balancers (60 s), so that they close first and no request meets a closing socket. */
const keepAliveTimeout = 75_000;
const defaultTimers: Timers = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout,
  connectionsCheckingInterval: 2_000,
};
const h2Options = {
  settings: { maxConcurrentStreams: 250 },
  maxSessionInvalidFrames: 100,
  maxHeaderListPairs: 64,
  // A client that opens streams and resets them at once is sent away (CVE-2023-44487): more than those that it may have
  // open at the same time, and then so many in a second.
  streamResetBurst: 300,
  streamResetRate: 50,
};
const sessionIdleMs = 5 * 60_000;

/** With `allowHTTP1`, Node's secure HTTP/2 server has it too; its types do not say so. */
type IdleCloser = Pick<http.Server, "closeIdleConnections">;

function createPort(
  server: Server & IdleCloser,
  h2: Pick<Http2Server, "on">,
  undecided: ReadonlySet<Socket>,
): OnePort {
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  server.on("connection", hangUp).on("secureConnection", hangUp);
  const sessions = trackSessions(h2);
  return {
    server,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      for (const session of sessions) session.close();
      // Whoever connected a moment ago may still say its first words, and be told to go.
      h2.on("session", (session: ServerHttp2Session) => session.close());
      const timer = setTimeout(() => destroyAll(undecided), firstWordsMs);
      await closed;
      clearTimeout(timer);
    },
    closeIdle: () => server.closeIdleConnections(),
    closeAll() {
      const { size } = connections;
      destroyAll(connections);
      return size;
    },
  };
}

const firstWordsMs = 1_000;

/** Closes a connection on which all is said, when the client is slow to close it too. */
function hangUp(socket: Socket): void {
  socket.once("finish", () => {
    const timer = setTimeout(() => socket.destroy(), hangUpMs);
    socket.once("close", () => clearTimeout(timer));
  });
}

const hangUpMs = 1_000;

function destroyAll(sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.destroy();
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
