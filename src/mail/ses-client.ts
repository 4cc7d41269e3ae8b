import { SESClient, type SESClientConfig } from "@aws-sdk/client-ses";
import { type AwsTimeouts, createAwsHandler } from "../aws/handler.ts";

/** Three failed connections, or two and one request, fit into the deadline of a call. */
export const sesTimeouts: AwsTimeouts = { connectMs: 1_000, requestMs: 5_000 };

/**
 * A client that gives up in time and never repeats a request by itself.
 *
 * Region, credentials and endpoint come from the SDK's own settings unless `config` states them.
 */
export function createSesClient(config: SESClientConfig = {}, timeouts = sesTimeouts): SESClient {
  const agent = { keepAlive: true, maxSockets: maxConnections, timeout: maxIdleMs };
  return new SESClient({
    maxAttempts: 1,
    cacheMiddleware: true,
    requestHandler: createAwsHandler(timeouts, agent),
    ...config,
  });
}

export const maxConnections = 256;

/** Shorter than any server keeps an idle connection: a mail that meets its closing would be `unknown`. */
export const maxIdleMs = 5_000;
