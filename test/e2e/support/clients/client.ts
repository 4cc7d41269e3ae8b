import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Interceptor } from "@connectrpc/connect";
import type { SendCodeRequestSchema, VerifyCodeRequestSchema } from "../../../../gen/nopass/v1/nopass_pb.js";

/** A caller of the service, by whatever library. What refuses it is thrown as a ConnectError, or by an SDK as its own. */
export interface Client {
  sendCode(request: SendCodeFields, limits?: CallLimits): Promise<Sent>;
  verifyCode(request: VerifyCodeFields, limits?: CallLimits): Promise<Verified>;
  close(): void;
}

export type SendCodeFields = Omit<MessageInitShape<typeof SendCodeRequestSchema>, "ttl" | "$typeName"> & {
  readonly ttl?: { readonly seconds: bigint; readonly nanos?: number };
};
export type VerifyCodeFields = Omit<MessageInitShape<typeof VerifyCodeRequestSchema>, "$typeName">;

export interface CallLimits {
  readonly timeoutMs?: number;
}

export interface Sent {
  readonly challengeId: string;
  readonly expiresAtMs: number;
  readonly codeLength: number;
}

export interface Verified {
  readonly email: string;
  readonly purpose: string;
  readonly verifiedAtMs: number;
  readonly receipt: string;
}

/** Where to call, and with which headers; the key is one of them. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What gRPC is spoken with under TLS: PEM texts, those of the client's certificate among them. */
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string };
  /** Stands in for the global one, in clients that call through it. */
  readonly fetch?: typeof globalThis.fetch;
  /** Run around each call of the clients that connect-es makes, inside of all that they do themselves. */
  readonly interceptors?: readonly Interceptor[];
}

export type OpenClient = (target: Target) => Client;

/** A service as its callers know it. */
export function targetOf({ url, secretKey }: { readonly url: string; readonly secretKey: string }): Target {
  return { url, headers: { authorization: `Bearer ${secretKey}` } };
}
