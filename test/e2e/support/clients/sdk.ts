import { createNoPass } from "../../../../clients/node/src/index.ts";
import type { NoPassCalls } from "../../../../clients/shared/calls.ts";
import type { SendCodeRequest } from "../../../../clients/shared/send-code.ts";
import type { VerifyCodeRequest } from "../../../../clients/shared/verify-code.ts";
import { createNoPass as createWebNoPass } from "../../../../clients/web/src/index.ts";
import type { Client, OpenClient, Target } from "./client.ts";

/** The SDKs of this project. */
export const sdks = {
  "SDK for Node, gRPC": node({ protocol: "grpc" }),
  "SDK for Node, Connect": node({ protocol: "connect" }),
  "SDK for Node, HTTP/1.1": node({ protocol: "connect", httpVersion: "1.1" }),
  "SDK for browsers, Connect": web({ protocol: "connect" }),
  "SDK for browsers, Connect, binary": web({ protocol: "connect", format: "binary" }),
  "SDK for browsers, gRPC-Web": web({ protocol: "grpc-web" }),
} as const satisfies Record<string, OpenClient>;

type NodeOptions =
  | { readonly protocol?: "grpc" | "connect" }
  | { readonly protocol: "connect"; readonly httpVersion: "1.1" };
type WebOptions = Pick<Parameters<typeof createWebNoPass>[0], "protocol" | "format">;

function node(options: NodeOptions): OpenClient {
  return (target) => {
    const noPass = createNoPass({ url: target.url, apiKey: keyOf(target), ...options });
    return clientOf(noPass, () => noPass.close());
  };
}

function web(options: WebOptions): OpenClient {
  return (target) =>
    clientOf(createWebNoPass({ url: target.url, apiKey: keyOf(target), ...options }), () => {});
}

function clientOf(noPass: NoPassCalls, close: () => void): Client {
  return {
    async sendCode(request, limits) {
      const sent = await noPass.sendCode(request as SendCodeRequest, limits);
      return { ...sent, expiresAtMs: sent.expireTime.getTime() };
    },
    async verifyCode(request, limits) {
      const verified = await noPass.verifyCode(request as VerifyCodeRequest, limits);
      return { ...verified, verifiedAtMs: verified.verifyTime.getTime() };
    },
    close,
  };
}

function keyOf({ headers }: Target): string {
  return headers.authorization?.replace("Bearer ", "") ?? "";
}
