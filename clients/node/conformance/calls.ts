import type { CallOptions, NoPass, SendCodeResponse, VerifyCodeResponse } from "../src/index.ts";
import type { Abilities } from "./lines.ts";
import { type CallLimits, type ClientOptions, notOffered } from "./protocol.ts";

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

  return {
    async client({ url, apiKey, options }) {
      client?.close?.();
      client = create({ url, apiKey, ...options });
      return {};
    },
    sendCode: async ({ request, ...limits }) =>
      fromSent(await current().sendCode(request, optionsOf(limits))),
    verifyCode: async ({ request, ...limits }) =>
      fromVerified(await current().verifyCode(request, optionsOf(limits))),
    async close() {
      const { close } = current();
      if (close === undefined)
        throw Object.assign(new Error("there is nothing to close"), { reason: notOffered });
      close();
      return {};
    },
  };
}

function optionsOf({ timeoutMs, cancelAfterMs }: CallLimits): CallOptions {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(cancelAfterMs === undefined ? {} : { signal: abortedAfter(cancelAfterMs) }),
  };
}

function abortedAfter(ms: number): AbortSignal {
  const caller = new AbortController();
  setTimeout(() => caller.abort(), ms);
  return caller.signal;
}

function fromSent({ expireTime, resendTime, ...rest }: SendCodeResponse): object {
  return { ...rest, expireTimeMs: expireTime.getTime(), resendTimeMs: resendTime.getTime() };
}

function fromVerified({ verifyTime, receiptExpireTime, ...rest }: VerifyCodeResponse): object {
  return { ...rest, verifyTimeMs: verifyTime.getTime(), receiptExpireTimeMs: receiptExpireTime.getTime() };
}
