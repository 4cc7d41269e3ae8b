import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";

export interface DynamoTimeouts {
  readonly connectMs: number;
  readonly requestMs: number;
}

/** Three tries of this length fit into the deadline of a call. */
export const dynamoTimeouts: DynamoTimeouts = { connectMs: 300, requestMs: 500 };

/**
 * A client that gives up in time and leaves retries to the store, which knows what can be repeated.
 *
 * Region, credentials and endpoint come from the SDK's own settings unless `config` states them.
 */
export function createDynamoClient(
  config: DynamoDBClientConfig = {},
  timeouts = dynamoTimeouts,
): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 1,
    // The commands of this service never change their middleware, so it need not be put together for each call.
    cacheMiddleware: true,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: timeouts.connectMs,
      requestTimeout: timeouts.requestMs,
      // Without it the SDK only logs a warning and waits on.
      throwOnRequestTimeout: true,
      // That one ends with the headers of the answer; this one covers a body that never comes.
      socketTimeout: timeouts.requestMs,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    }),
    ...config,
  });
}

const maxSockets = 256;
