import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { type AwsTimeouts, createAwsHandler } from "../aws/handler.ts";

/** Three tries of this length fit into the deadline of a call. */
export const dynamoTimeouts: AwsTimeouts = { connectMs: 300, requestMs: 500 };

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
    requestHandler: createAwsHandler(timeouts, { keepAlive: true, maxSockets: maxConnections }),
    ...config,
  });
}

/** As many calls are on their way at once, and the others wait. */
export const maxConnections = 256;
