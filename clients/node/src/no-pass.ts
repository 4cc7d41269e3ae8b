import { createCalls, type NoPassCalls, type Patience } from "../../shared/calls.ts";
import { parseApiKey, parseUrl } from "../../shared/credentials.ts";
import { type ConnectionOptions, openConnection } from "./connection.ts";

/** Where the service is, and how to call it. */
export type NoPassOptions = ConnectionOptions &
  Patience & {
    /**
     * The address of the service, such as `https://nopass.example.com`.
     *
     * With `http:` the key, the addresses and the codes cross the network in the clear: for this machine only, or
     * where a service mesh encrypts them.
     */
    readonly url: string;

    /**
     * A secret key (`np_live_sk_…`) on a server. A publishable key (`np_live_pk_…`) is accepted too, but is meant for
     * browsers, and has tighter limits.
     */
    readonly apiKey: string;
  };

/** A client of one service. It is safe to share: make one for the whole process. */
export interface NoPass extends NoPassCalls {
  /**
   * Ends the connection, and with `CANCELED` the calls that are under way and all later ones.
   *
   * An idle client does not keep the process from exiting.
   */
  close(): void;

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void;
}

/** Makes a client, which connects at the first call. Throws a TypeError for options that cannot work. */
export function createNoPass(options: NoPassOptions): NoPass {
  const apiKey = parseApiKey(options.apiKey);
  const connection = openConnection(parseUrl(options.url), apiKey, options);
  const closing = new AbortController();
  const calls = createCalls(connection.transport, apiKey, options, closing.signal);

  function close(): void {
    closing.abort(new Error("the client was closed"));
    connection.close();
  }

  return { ...calls, close, [Symbol.dispose]: close };
}
