import { GetParametersCommand, SSMClient, type SSMClientConfig } from "@aws-sdk/client-ssm";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** Reads texts by the names of their parameters. A name that there is not is left out. */
export type ReadParameters = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * A client that gives up in time.
 *
 * Region, credentials and endpoint come from the SDK's own settings unless `config` states them.
 */
export function createParameterClient(config: SSMClientConfig = {}): SSMClient {
  return new SSMClient({
    maxAttempts: 3,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: 2_000,
      // Without it the SDK only logs a warning and waits on.
      throwOnRequestTimeout: true,
    }),
    ...config,
  });
}

/**
 * Reads from the Parameter Store of AWS Systems Manager, decrypted.
 *
 * `/aws/reference/secretsmanager/NAME` reads the secret NAME of Secrets Manager.
 */
export function createParameterReader(client: SSMClient): ReadParameters {
  return async (names) => {
    const found = new Map<string, string>();
    for (let i = 0; i < names.length; i += mostNames) {
      const command = new GetParametersCommand({
        Names: names.slice(i, i + mostNames),
        WithDecryption: true,
      });
      const { Parameters = [] } = await client.send(command);
      for (const { Name, Value } of Parameters)
        if (Name !== undefined && Value !== undefined) found.set(Name, Value);
    }
    return found;
  };
}

/** In one request (API reference, GetParameters). */
const mostNames = 10;
