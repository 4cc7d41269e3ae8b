import { Agent as HttpAgent } from "node:http";
import type { SecureClientSessionOptions } from "node:http2";
import { Agent as HttpsAgent, type RequestOptions } from "node:https";
import type { Interceptor, Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { createBearerInterceptor } from "../../shared/credentials.ts";

/** How to reach the service. */
export type ConnectionOptions = (Http2Options | Http1Options) & {
  /** Run around every try, outermost first. They never see the API key, but they do see addresses and codes. */
  readonly interceptors?: readonly Interceptor[] | undefined;
};

interface Http2Options {
  /** `grpc` (the default), or `connect` where a proxy on the way does not let gRPC's trailers through. */
  readonly protocol?: "grpc" | "connect" | undefined;

  /** Default: HTTP/2, by prior knowledge where the URL is `http:`. */
  readonly httpVersion?: "2" | undefined;

  /** For `http2.connect`: a private authority (`ca`), or a client certificate (`cert`, `key`) for mutual TLS. */
  readonly nodeOptions?: SecureClientSessionOptions | undefined;
}

interface Http1Options {
  readonly protocol: "connect";

  /** Where a proxy on the way does not speak HTTP/2. gRPC needs HTTP/2. */
  readonly httpVersion: "1.1";

  /** For `https.request`: a private authority (`ca`), or a client certificate (`cert`, `key`) for mutual TLS. */
  readonly nodeOptions?: Omit<RequestOptions, "signal"> | undefined;
}

/** A transport with the connection that it owns. */
export interface Connection {
  readonly transport: Transport;

  close(): void;
}

/** Prepares the one connection of a client (over HTTP/1.1, its pool of them), opened by the first call. */
export function openConnection(url: URL, apiKey: string, options: ConnectionOptions): Connection {
  const common = {
    baseUrl: url.href,
    interceptors: [...(options.interceptors ?? []), createBearerInterceptor(apiKey)],
    // Answers are under 4 KB: a longer one is not the service's, and compressing one costs more than it saves.
    readMaxBytes: 65_536,
    acceptCompression: [],
  };

  if (options.httpVersion === "1.1") {
    if (options.protocol !== "connect") throw new TypeError("httpVersion 1.1 needs protocol connect");
    const agent = url.protocol === "https:" ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
    const nodeOptions = { agent, ...options.nodeOptions };
    return {
      transport: createConnectTransport({ ...common, httpVersion: "1.1", nodeOptions }),
      close: () => agent.destroy(),
    };
  }

  const sessionManager = new Http2SessionManager(url, keepAlive, options.nodeOptions);
  const transport =
    options.protocol === "connect"
      ? createConnectTransport({ ...common, httpVersion: "2", sessionManager })
      : createGrpcTransport({ ...common, sessionManager });
  return { transport, close: () => sessionManager.abort() };
}

// An AWS load balancer forgets a connection that was idle for 60 seconds: ours has to end first.
const longestIdleMs = 50_000;

const keepAlive = {
  idleConnectionTimeoutMs: longestIdleMs,
  // A connection that has been silent for so long is tried with a PING before it is given a call, and replaced in
  // good time for the call if it is dead.
  pingIntervalMs: 20_000,
  pingTimeoutMs: 3_000,
};

const agentOptions = { keepAlive: true, timeout: longestIdleMs };
