import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, type Page } from "./pages.ts";

/** A port that shows metrics and nothing else. */
export interface MetricsPort {
  readonly port: number;
  close(): void;
}

/** Listens for scrapes beside the port of the calls, which load balancers need not let through then. */
export async function openMetricsPort(
  port: number,
  host: string | undefined,
  page: Page,
  onError: (error: unknown) => void,
): Promise<MetricsPort> {
  const server = createServer({ requestTimeout: 10_000 }, (req, res) => {
    if (req.url !== "/metrics") return answer(res, 404, "text/plain", "not found\n");
    Promise.try(() => page(req, res)).catch((error) => {
      onError(error);
      res.destroy();
    });
  });
  server.listen({ port, ...(host === undefined ? {} : { host }) });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
