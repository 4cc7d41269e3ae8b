import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { type Code, ConnectError } from "@connectrpc/connect";
import {
  type Client as Channel,
  type ChannelCredentials,
  credentials,
  Metadata,
  makeClientConstructor,
  type ServiceError,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { StatusSchema } from "../../../../gen/google/rpc/status_pb.js";
import type { CallLimits, Client, OpenClient, Target } from "./client.ts";

/** gRPC as most back ends speak it: grpc-js over HTTP/2, with the messages that proto-loader makes of the proto file. */
export const openGrpcJs: OpenClient = ({ url, headers, tls }) => {
  const channel = new NoPassChannel(new URL(url).host, credentialsOf(tls), ownConnection);
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);

  function call(method: string, request: object, limits: CallLimits = {}): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const deadline = limits.timeoutMs === undefined ? {} : { deadline: Date.now() + limits.timeoutMs };
    const start = (channel as unknown as Record<string, Start>)[method] as Start;
    start.call(channel, request, metadata, deadline, (error, answer) =>
      error ? reject(toConnectError(error)) : resolve(answer as Answer),
    );
    return promise;
  }

  return {
    async sendCode({ ttl, ...request }, limits) {
      const duration = ttl && { ttl: { seconds: Number(ttl.seconds), nanos: ttl.nanos ?? 0 } };
      const { challengeId, codeLength, expireTime } = await call(
        "sendCode",
        { ...request, ...duration },
        limits,
      );
      return { challengeId, codeLength, expiresAtMs: ms(expireTime) };
    },
    async verifyCode(request, limits) {
      const { email, purpose, receipt, verifyTime } = await call("verifyCode", request, limits);
      return { email, purpose, receipt, verifiedAtMs: ms(verifyTime) };
    },
    close: () => channel.close(),
  } satisfies Client;
};

function credentialsOf(tls: Target["tls"]): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  const [ca, key = null, cert = null] = [tls.ca, tls.key, tls.cert].map((pem) => pem && Buffer.from(pem));
  return credentials.createSsl(ca || null, key || null, cert || null);
}

/** Otherwise all channels of a process share one. */
const ownConnection = { "grpc.use_local_subchannel_pool": 1 };

type Start = (
  this: Channel,
  request: object,
  metadata: Metadata,
  options: object,
  answered: (error: ServiceError | null, answer?: Answer) => void,
) => void;

/** Both answers in one, as proto-loader reads them. */
interface Answer {
  readonly challengeId: string;
  readonly codeLength: number;
  readonly expireTime: Instant;
  readonly email: string;
  readonly purpose: string;
  readonly receipt: string;
  readonly verifyTime: Instant;
}

interface Instant {
  readonly seconds: string;
  readonly nanos: number;
}

const definition = loadSync("nopass/v1/nopass.proto", {
  includeDirs: [join(import.meta.dirname, "../../../../proto")],
  longs: String,
  defaults: true,
})["nopass.v1.NoPassService"];

const NoPassChannel = makeClientConstructor(definition as never, "NoPassService");

/** A status with its details, which grpc-js leaves to its callers to read. */
export function toConnectError({ code, details, metadata }: ServiceError): ConnectError {
  const headers = new Headers();
  for (const [name, value] of Object.entries(metadata.getMap()))
    if (typeof value === "string") headers.set(name, value);
  const error = new ConnectError(details, code as number as Code, headers);
  const [status] = metadata.get("grpc-status-details-bin");
  if (status instanceof Buffer)
    error.details = fromBinary(StatusSchema, status).details.map(({ typeUrl, value }) => ({
      type: typeUrl.replace(/^.*\//, ""),
      value,
    }));
  return error;
}

function ms({ seconds, nanos }: Instant): number {
  return Number(seconds) * 1000 + nanos / 1_000_000;
}
