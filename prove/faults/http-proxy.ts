import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, type HttpFault, httpFaults, type Passing, write } from "./http-faults.ts";

export interface HttpProxyOptions extends Pick<Passing, "throttled" | "broken"> {
  /** Names what a request is about, so that trials that run at the same time meet their own faults only. */
  keyOf(body: string): string | undefined;
  /** What stands behind it: handles a request that got through. */
  reach(request: { readonly headers: IncomingHttpHeaders; readonly body: string }): Promise<Answer>;
}

/** Stands between the service and a dependency, and spoils the requests that it is told to. */
export interface HttpProxy {
  readonly endpoint: string;
  /** What the next requests about `key` meet, in this order; `undefined` and later ones meet nothing. */
  spoil(key: string, faults: readonly (HttpFault | undefined)[]): void;
  /** Hangs up where nothing is being asked. */
  closeIdle(): void;
  close(): Promise<void>;
}

export async function startHttpProxy(options: HttpProxyOptions): Promise<HttpProxy> {
  const { keyOf, reach, throttled, broken } = options;
  const script = new Map<string, (HttpFault | undefined)[]>();
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    request.on("error", () => undefined);
    try {
      const body = Buffer.concat(await request.toArray()).toString("latin1");
      const answer = () => reach({ headers: request.headers, body });
      const fault = script.get(keyOf(body) ?? "")?.shift();
      if (fault === undefined) write(response, await answer());
      else await httpFaults[fault]({ reach: answer, response, throttled, broken });
    } catch {
      // The service let go of it.
      response.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil: (key, faults) => void script.set(key, [...faults]),
    closeIdle: () => server.closeIdleConnections(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
