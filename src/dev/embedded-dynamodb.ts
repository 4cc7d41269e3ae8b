import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import type { AwsTimeouts } from "../aws/handler.ts";
import { createDynamoClient } from "../store/dynamodb-client.ts";
import { createTable } from "../store/dynamodb-table.ts";

/** DynamoDB in this process, kept on disk. */
export interface EmbeddedDynamo {
  readonly client: DynamoDBClient;
  /** It shares its processor with the service: it is never away, but it may be long in answering. */
  readonly timeouts: AwsTimeouts;
  close(): Promise<void>;
}

/** Starts an emulator on a port of the loopback interface, with its table and without AWS. */
export async function startEmbeddedDynamo(path: string, table: string): Promise<EmbeddedDynamo> {
  const server = dynalite({ path, createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const patient = createDynamoClient(config, whileStarting);
  await createTable(patient, table);
  patient.destroy();
  const client = createDynamoClient(config);
  const sweeper = setInterval(() => void sweep(client, table).catch(() => undefined), sweepEveryMs).unref();
  return {
    client,
    timeouts: patience,
    async close() {
      clearInterval(sweeper);
      client.destroy();
      // Those of the store are kept for its next call.
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** All of the program is loaded meanwhile: on a busy machine the service's own timeouts would end it here. */
const whileStarting: AwsTimeouts = { connectMs: 5_000, requestMs: 20_000 };

/** Three tries still fit into the deadline of a call. */
const patience: AwsTimeouts = { connectMs: 3_000, requestMs: 3_000 };

const sweepEveryMs = 60_000;

/** Deletes what DynamoDB's TTL would delete: the emulator has none. */
async function sweep(client: DynamoDBClient, table: string): Promise<void> {
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      FilterExpression: "#ttl < :now",
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: { ":now": { N: String(Math.floor(Date.now() / 1000)) } },
    },
  );
  for await (const { Items = [] } of pages)
    for (const { pk } of Items)
      await client.send(new DeleteItemCommand({ TableName: table, Key: { pk: pk as AttributeValue } }));
}
