import { randomUUID } from "node:crypto";
import { ServerResponse } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { AddressInfo, BlockList } from "node:net";
import { SettingsError } from "./config/env.ts";
import { networkOf } from "./core/client-ip.ts";
import { clientAddressOf } from "./http/client-address.ts";
import { certificateNamesOf } from "./http/client-certificate.ts";
import { applyCors, type IsListedOrigin } from "./http/cors.ts";
import { discardRest } from "./http/discard-rest.ts";
import { drain } from "./http/drain.ts";
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
import type { CallEnded, Events } from "./telemetry/events.ts";
import type { Tracing } from "./telemetry/tracing.ts";

export interface ServerOptions {
  readonly findRpc: FindRpc;
  readonly pages: Pages;
  readonly isListedOrigin: IsListedOrigin;
  /** Those whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: BlockList;
  readonly events: Events;
  readonly tracing: Tracing;
  readonly tls: TlsFiles | undefined;
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
  isListedOrigin,
  trustedProxies,
  events,
  tracing,
  tls,
}: ServerOptions): NoPassServer {
  let leaving = false;
  let draining = false;
  const answering = new Set<ServerResponse>();

  function onRequest(req: HttpRequest, res: HttpResponse): void {
    discardRest(req, res);
    if (res instanceof ServerResponse) trackHttp1(res);
    // The GOAWAY is there before the answer, so whoever calls one after the other never meets it half-way.
    else if (leaving) (req as Http2ServerRequest).stream.session?.close();
    const [path = ""] = (req.url ?? "").split("?", 1);
    const rpc = findRpc(path);
    if (rpc === undefined) servePage(path, req, res);
    else if (!applyCors(req, res, isListedOrigin)) serveRpc(rpc, req, res);
  }

  /** HTTP/1.1 has no word for leaving but `Connection: close` on an answer. */
  function trackHttp1(res: ServerResponse): void {
    answering.add(res);
    if (leaving) res.shouldKeepAlive = false;
    res.once("close", () => {
      answering.delete(res);
      if (draining) port.closeIdle();
    });
  }

  function serveRpc(rpc: Rpc, req: HttpRequest, res: HttpResponse): void {
    const startedAt = performance.now();
    const call: Call = {
      requestId: requestIdOf(req),
      network: networkOf(clientAddressOf(req, trustedProxies)) ?? "",
      certificateNames: certificateNamesOf(req),
    };
    res.setHeader("x-request-id", call.requestId);
    res.setHeader("cache-control", "no-store");
    const name = `${rpc.service}/${rpc.method}`;
    const span = tracing.startCall(name, traceparentOf(req));
    res.once("close", () => {
      const ended: CallEnded = {
        requestId: call.requestId,
        rpc: name,
        protocol: protocolOf(req),
        httpVersion: req.httpVersion,
        status: res.statusCode,
        durationMs: performance.now() - startedAt,
        answered: res.writableFinished,
        tenant: call.caller?.tenant.id,
        keyId: call.caller?.keyId,
        addressTag: call.addressTag,
        reason: call.reason,
        code: call.code,
        traceId: span.traceId,
        cause: call.cause,
      };
      events.callEnded(ended);
      span.end(ended);
    });
    void span.run(() => rpc.serve(req, res, call));
  }

  function servePage(path: string, req: HttpRequest, res: HttpResponse): void {
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) answer(res, 404, "text/plain", "not found\n");
    else if (req.method !== "GET" && req.method !== "HEAD") {
      // RFC 9110 §15.5.6.
      res.setHeader("allow", "GET, HEAD");
      answer(res, 405, "text/plain", "only GET\n");
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

  const tlsPort = tls && createTlsPort(tls, onRequest);
  const port = tlsPort ?? createClearPort(onRequest);
  return {
    listen(number, host) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const refuse = (error: NodeJS.ErrnoException) =>
        reject(new SettingsError([`PORT and HOST name nothing that can be listened on (${error.code})`]));
      port.server.once("error", refuse);
      port.server.listen({ port: number, ...(host === undefined ? {} : { host }) }, () =>
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

/** The caller's own id of the request, if it has the form of one and so cannot hold anything else. */
function requestIdOf({ headers }: HttpRequest): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && uuid.test(given) ? given : randomUUID();
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** gRPC's metadata are headers too. */
function traceparentOf({ headers }: HttpRequest): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === "string" ? traceparent : undefined;
}

function protocolOf({ headers }: HttpRequest): string {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/grpc-web")) return "grpc-web";
  if (type.startsWith("application/grpc")) return "grpc";
  return /^application\/(?:connect\+)?(?:json|proto)\b/.test(type) ? "connect" : "unknown";
}
