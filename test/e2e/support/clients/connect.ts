import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import { createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import * as web from "@connectrpc/connect-web";
import {
  NoPassService,
  type SendCodeResponse,
  type VerifyCodeResponse,
} from "../../../../gen/nopass/v1/nopass_pb.js";
import type { Client, OpenClient, Sent, Target, Verified } from "./client.ts";

/** The clients of connect-es: for Node over HTTP/1.1 and HTTP/2, and for browsers over Node's fetch. */
export const connectClients = {
  "connect-node, gRPC": overHttp2((common) => createGrpcTransport(common)),
  "connect-node, Connect, HTTP/2, binary": overHttp2((common) =>
    createConnectTransport({ ...common, httpVersion: "2", useBinaryFormat: true }),
  ),
  "connect-node, Connect, HTTP/2, JSON": overHttp2((common) =>
    createConnectTransport({ ...common, httpVersion: "2", useBinaryFormat: false }),
  ),
  "connect-node, Connect, HTTP/1.1, binary": over((common) =>
    createConnectTransport({ ...common, httpVersion: "1.1", useBinaryFormat: true }),
  ),
  "connect-node, Connect, HTTP/1.1, JSON": over((common) =>
    createConnectTransport({ ...common, httpVersion: "1.1", useBinaryFormat: false }),
  ),
  "connect-node, gRPC-Web, HTTP/2": overHttp2((common) =>
    createGrpcWebTransport({ ...common, httpVersion: "2" }),
  ),
  "connect-node, gRPC-Web, HTTP/1.1": over((common) =>
    createGrpcWebTransport({ ...common, httpVersion: "1.1" }),
  ),
  "connect-web, Connect, JSON": over((common) => web.createConnectTransport(common)),
  "connect-web, Connect, binary": over((common) =>
    web.createConnectTransport({ ...common, useBinaryFormat: true }),
  ),
  "connect-web, gRPC-Web": over((common) => web.createGrpcWebTransport(common)),
} as const satisfies Record<string, OpenClient>;

interface Common {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly interceptors: Interceptor[];
}

interface Http2Common extends Common {
  readonly sessionManager: Http2SessionManager;
}

function overHttp2(createTransport: (common: Http2Common) => Transport): OpenClient {
  return (target) => {
    const sessionManager = new Http2SessionManager(target.url);
    return clientOf(createTransport({ ...commonOf(target), sessionManager }), () => sessionManager.abort());
  };
}

function over(createTransport: (common: Common) => Transport): OpenClient {
  return (target) => clientOf(createTransport(commonOf(target)), () => {});
}

function commonOf({ url, headers, fetch = globalThis.fetch, interceptors = [] }: Target): Common {
  const addHeaders: Interceptor = (next) => (request) => {
    for (const [name, value] of Object.entries(headers)) request.header.set(name, value);
    return next(request);
  };
  return { baseUrl: url, interceptors: [addHeaders, ...interceptors], fetch };
}

function clientOf(transport: Transport, close: () => void): Client {
  const client = createClient(NoPassService, transport);
  return {
    sendCode: async (request, limits) => toSent(await client.sendCode(request, limits)),
    verifyCode: async (request, limits) => toVerified(await client.verifyCode(request, limits)),
    close,
  };
}

export function toSent({ challengeId, expireTime, codeLength }: SendCodeResponse): Sent {
  return { challengeId, codeLength, expiresAtMs: ms(expireTime) };
}

export function toVerified({ email, purpose, verifyTime, receipt }: VerifyCodeResponse): Verified {
  return { email, purpose, receipt, verifiedAtMs: ms(verifyTime) };
}

function ms(time: Timestamp | undefined): number {
  return time === undefined ? Number.NaN : timestampMs(time);
}
