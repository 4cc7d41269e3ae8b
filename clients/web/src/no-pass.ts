import type { Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { createCalls, type NoPassCalls, type Patience } from "../../shared/calls.ts";
import { createBearerInterceptor, parseApiKey, parseUrl } from "../../shared/credentials.ts";

/** Where the service is, and how to call it. */
export interface NoPassOptions extends Patience {
  /** The address of the service. In a page it may be relative, such as `/nopass`. */
  readonly url: string;

  /**
   * A publishable key (`np_live_pk_…`), which the service accepts from its listed origins only.
   *
   * A secret key is for servers: whoever opens the page can read it. In a page it is refused right here.
   */
  readonly apiKey: string;

  /** `connect` (the default), or `grpc-web` where a proxy on the way expects it. */
  readonly protocol?: "connect" | "grpc-web" | undefined;

  /** How `connect` writes messages: `json` (the default) to read in a browser's tools, `binary` for fewer bytes. */
  readonly format?: "json" | "binary" | undefined;

  /** Stands in for the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A client of one service. */
export type NoPass = NoPassCalls;

/** Makes a client. Throws a TypeError for options that cannot work. */
export function createNoPass(options: NoPassOptions): NoPass {
  const apiKey = parseApiKey(options.apiKey);
  if (/^np_[a-z]+_sk_/.test(apiKey) && "document" in globalThis)
    throw new TypeError("apiKey is a secret key, and everybody can read it in a page");
  return createCalls(createTransport(options, apiKey), apiKey, options);
}

function createTransport(options: NoPassOptions, apiKey: string): Transport {
  const common = {
    baseUrl: parseUrl(options.url, pageUrl()).href,
    interceptors: [createBearerInterceptor(apiKey)],
    fetch: withoutCookies(options.fetch),
  };
  return options.protocol === "grpc-web"
    ? createGrpcWebTransport(common)
    : createConnectTransport({ ...common, useBinaryFormat: options.format === "binary" });
}

function pageUrl(): string | undefined {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  return location?.href;
}

function withoutCookies(fetch: typeof globalThis.fetch | undefined): typeof globalThis.fetch {
  return (input, init) => (fetch ?? globalThis.fetch)(input, { ...init, credentials: "omit" });
}
