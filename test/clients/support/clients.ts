import { onTestFinished } from "vitest";
import {
  createNoPass as createNodeClient,
  NoPassError as NodeError,
} from "../../../clients/node/src/index.ts";
import type {
  CallOptions,
  SendCodeRequest,
  SendCodeResponse,
  VerifyCodeRequest,
  VerifyCodeResponse,
} from "../../../clients/web/src/index.ts";
import { createNoPass as createWebClient, NoPassError as WebError } from "../../../clients/web/src/index.ts";
import type { HttpVersion } from "./server.ts";

/** What both packages offer. */
export interface AnyClient {
  sendCode(request: SendCodeRequest, options?: CallOptions): Promise<SendCodeResponse>;
  verifyCode(request: VerifyCodeRequest, options?: CallOptions): Promise<VerifyCodeResponse>;
}

/** What both packages can be told. */
export interface AnyOptions {
  readonly url: string;
  readonly apiKey?: string;
  readonly timeoutMs?: number;
  readonly maxRetries?: number;
}

/** One package over one protocol, and the HTTP that a server has to speak for it. */
export interface ClientKind {
  readonly name: string;
  readonly http: HttpVersion;
  readonly create: (options: AnyOptions) => AnyClient;
}

export const secretKey = "np_test_sk_k1_c2VjcmV0LWNhbmFyeQ";

/** Every way in which a program can call the service with these packages. */
export const clientKinds: readonly ClientKind[] = [
  {
    name: "node over gRPC",
    http: "2",
    create: (options) => closed(createNodeClient({ apiKey: secretKey, ...options })),
  },
  {
    name: "node over Connect and HTTP/2",
    http: "2",
    create: (options) => closed(createNodeClient({ apiKey: secretKey, protocol: "connect", ...options })),
  },
  {
    name: "node over Connect and HTTP/1.1",
    http: "1.1",
    create: (options) =>
      closed(createNodeClient({ apiKey: secretKey, protocol: "connect", httpVersion: "1.1", ...options })),
  },
  {
    name: "web over Connect with JSON",
    http: "1.1",
    create: (options) => createWebClient({ apiKey: secretKey, ...options }),
  },
  {
    name: "web over Connect with binary",
    http: "1.1",
    create: (options) => createWebClient({ apiKey: secretKey, format: "binary", ...options }),
  },
  {
    name: "web over gRPC-Web",
    http: "1.1",
    create: (options) => createWebClient({ apiKey: secretKey, protocol: "grpc-web", ...options }),
  },
];

/** One kind of each package, for what cannot depend on the protocol and takes its time. */
export const packages = [clientKinds[0], clientKinds[3]].filter((kind) => kind !== undefined);

/** Waits for a call to fail, and returns its NoPassError. */
export async function failureOf(call: Promise<unknown>): Promise<NodeError | WebError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof NodeError || error instanceof WebError) return error;
    throw error;
  }
  throw new Error("the call succeeded");
}

function closed<Client extends Disposable>(client: Client): Client {
  onTestFinished(() => client[Symbol.dispose]());
  return client;
}
