import type { CallOptions, NoPass, SendCodeResponse, VerifyCodeResponse } from "../src/index.ts";
import type { Abilities } from "./lines.ts";
import type { ClientOptions } from "./protocol.ts";

/** The part of a client that both packages have; one for browsers has nothing to close. */
export type Client = Pick<NoPass, "sendCode" | "verifyCode"> & Partial<Pick<NoPass, "close">>;

/** Makes one client after the other, and calls with the newest. */
export function createCallAbilities(
  create: (options: ClientOptions & { readonly url: string; readonly apiKey: string }) => Client,
): Abilities {
  let client: Client | undefined;

  function current(): Client {
    if (client === undefined) throw new Error("there is no client");
    return client;
  }

  async function close(): Promise<object> {
    client?.close?.();
    client = undefined;
    return {};
  }

  return {
    async client({ url, apiKey, options }) {
      await close();
      client = create({ url, apiKey, ...options });
      return {};
    },
    sendCode: async ({ request, timeoutMs }) =>
      fromSent(await current().sendCode(request, optionsOf(timeoutMs))),
    verifyCode: async ({ request, timeoutMs }) =>
      fromVerified(await current().verifyCode(request, optionsOf(timeoutMs))),
    close,
  };
}

function optionsOf(timeoutMs: number | undefined): CallOptions {
  return timeoutMs === undefined ? {} : { timeoutMs };
}

function fromSent({ expireTime, resendTime, ...rest }: SendCodeResponse): object {
  return { ...rest, expireTimeMs: expireTime.getTime(), resendTimeMs: resendTime.getTime() };
}

function fromVerified({ verifyTime, receiptExpireTime, ...rest }: VerifyCodeResponse): object {
  return { ...rest, verifyTimeMs: verifyTime.getTime(), receiptExpireTimeMs: receiptExpireTime.getTime() };
}
