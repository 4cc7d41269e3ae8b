import { type IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { AddressInfo, BlockList } from "node:net";
import { createCallLog } from "./call-log.ts";
import { SettingsError } from "./config/env.ts";
import { certificateNamesOf, connectionOf } from "./http/client-certificate.ts";
import { createNetworkOf } from "./http/client-network.ts";
import { answerPreflight, corsHeaders, type IsListedOrigin, setHeaders } from "./http/cors.ts";
import { discardRest } from "./http/discard-rest.ts";
import { drain } from "./http/drain.ts";
import { Http1Exchange, Http2Exchange } from "./http/exchange.ts";
import {
  createClearPort,
  createTlsPort,
  type HttpRequest,
  type HttpResponse,
  type TlsFiles,
} from "./http/one-port.ts";
import { answer, type Pages } from "./http/pages.ts";
import type { Call } from "./rpc/call.ts";
import type { FindRpc, Rpc } from "./rpc/handler.ts";
import { ordinaryCall, protocolOf } from "./rpc/unary/dialect.ts";
import type { Events } from "./telemetry/events.ts";
import type { Tracing } from "./telemetry/tracing.ts";

export interface ServerOptions {
  readonly findRpc: FindRpc;
  readonly pages: Pages;
  /** Answer POSTs that are no calls. */
  readonly hooks: Pages;
  readonly isListedOrigin: IsListedOrigin;
  /** Those whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: BlockList;
  readonly events: Events;
  readonly tracing: Tracing;
  readonly tls: TlsFiles | undefined;
  /** SO_REUSEPORT: several processes may listen on the same port. */
  readonly reusePort: boolean;
}

/** The one port. */
export interface NoPassServer {
  /** Resolves to the port, which the system chose if it was 0. */
  listen(port: number, host: string | undefined): Promise<number>;
  /**
   * Sends clients away with the next thing that they are told, and serves them until they are gone.
   *
   * A connection that is closed between two calls meets the second one half-way: busy clients have to leave before.
   */
  leave(): void;
  /** Ends without losing a call; returns how many connections had to be cut off. */
  drain(graceMs: number): Promise<number>;
  /** Shows other certificates to connections that are made from now on, if it speaks TLS. */
  renewTls(tls: TlsFiles): void;
}

/** Serves RPCs and pages over HTTP/1.1 and HTTP/2, and writes one log line for each call. */
export function createServer({
  findRpc,
  pages,
  hooks,
  isListedOrigin,
  trustedProxies,
  events,
  tracing,
  tls,
  reusePort,
}: ServerOptions): NoPassServer {
  let leaving = false;
  let draining = false;
  const answering = new Set<ServerResponse>();
  const networkOf = createNetworkOf(trustedProxies);
  const beginCall = createCallLog(events, tracing);

  /** A call over HTTP/2 in one of the usual dialects, served from the bare stream. */
  function takeStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean {
    const rpc = findRpc(headers[":path"] ?? "");
    const ordinary = rpc?.unary && ordinaryCall(headers[":method"], headers, true);
    const { session } = stream;
    if (!rpc?.unary || !ordinary || session === undefined) return false;
    if (leaving) session.close();
    const network = networkOf(session, { socket: session.socket, headers });
    const begun = beginCall(
      rpc,
      ordinary.dialect.protocol,
      "2.0",
      headers,
      network,
      certificateNamesOf(session),
    );
    const exchange = new Http2Exchange(stream, headers);
    stream.on("close", () => begun.end(exchange.status, exchange.isAnswered));
    const head = headOf(begun.call, headers);
    const { timeoutMs, dialect } = ordinary;
    rpc.unary.serve(exchange, dialect, begun.call, { head, timeoutMs, run: begun.span.run });
    return true;
  }

  function onRequest(req: HttpRequest, res: HttpResponse): void {
    discardRest(req, res);
    if (res instanceof ServerResponse) trackHttp1(res);
    // The GOAWAY is there before the answer, so whoever calls one after the other never meets it half-way.
    else if (leaving) (req as Http2ServerRequest).stream.session?.close();
    const { url = "" } = req;
    const query = url.indexOf("?");
    const path = query < 0 ? url : url.slice(0, query);
    const rpc = findRpc(path);
    if (rpc === undefined) servePage(path, req, res);
    else if (req.method === "OPTIONS") answerPreflight(req, res, isListedOrigin);
    else serveRpc(rpc, req, res);
  }

  /** HTTP/1.1 has no word for leaving but `Connection: close` on an answer. */
  function trackHttp1(res: ServerResponse): void {
    answering.add(res);
    if (leaving) res.shouldKeepAlive = false;
    res.on("close", () => {
      answering.delete(res);
      if (draining) port.closeIdle();
    });
  }

  function serveRpc(rpc: Rpc, req: HttpRequest, res: HttpResponse): void {
    const connection = connectionOf(req);
    const network = networkOf(connection ?? req, req);
    const names = certificateNamesOf(connection);
    const begun = beginCall(rpc, protocolOf(req.headers), req.httpVersion, req.headers, network, names);
    res.on("close", () => begun.end(res.statusCode, res.writableFinished));
    const head = headOf(begun.call, req.headers);
    const { unary } = rpc;
    const ordinary =
      unary && res instanceof ServerResponse && req.url === rpc.path
        ? ordinaryCall(req.method, req.headers, false)
        : undefined;
    if (unary && ordinary) {
      const exchange = new Http1Exchange(req as IncomingMessage, res as ServerResponse);
      const { dialect, timeoutMs } = ordinary;
      unary.serve(exchange, dialect, begun.call, { head, timeoutMs, run: begun.span.run });
      return;
    }
    setHeaders(res, head);
    void begun.span.run(() => rpc.serve(req, res, begun.call));
  }

  /** What stands on every answer to a call. */
  function headOf({ requestId }: Call, { origin }: IncomingHttpHeaders): Record<string, string> {
    return { ...corsHeaders(origin, isListedOrigin), "x-request-id": requestId, "cache-control": "no-store" };
  }

  function servePage(path: string, req: HttpRequest, res: HttpResponse): void {
    const hook = Object.hasOwn(hooks, path) ? hooks[path] : undefined;
    const page = hook ?? (Object.hasOwn(pages, path) ? pages[path] : undefined);
    const methods = hook === undefined ? ["GET", "HEAD"] : ["POST"];
    if (page === undefined) answer(res, 404, "text/plain", "not found\n");
    else if (!methods.includes(req.method ?? "")) {
      // RFC 9110 §15.5.6.
      res.setHeader("allow", methods.join(", "));
      answer(res, 405, "text/plain", `only ${methods[0]}\n`);
    } else
      Promise.try(() => page(req, res)).catch((error) => {
        events.fault("page", error);
        res.destroy();
      });
  }

  function leave(): void {
    leaving = true;
    for (const res of answering) res.shouldKeepAlive = false;
  }

  const tlsPort = tls && createTlsPort(tls, onRequest, takeStream);
  const port = tlsPort ?? createClearPort(onRequest, {}, takeStream);
  return {
    listen(number, host) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const refuse = (error: NodeJS.ErrnoException) =>
        reject(new SettingsError([`PORT and HOST name nothing that can be listened on (${error.code})`]));
      port.server.once("error", refuse);
      port.server.listen({ port: number, reusePort, ...(host === undefined ? {} : { host }) }, () =>
        resolve((port.server.address() as AddressInfo).port),
      );
      return promise;
    },
    leave,
    drain(graceMs) {
      leave();
      draining = true;
      return drain(port, graceMs);
    },
    renewTls: (files) => tlsPort?.renew(files),
  };
}
