import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";

/** The table as data: one key, nothing readable in it, billed by request. */
export function tableDefinition(name: string): CreateTableCommandInput {
  return {
    TableName: name,
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  };
}

/** Holds the second, since the epoch, from which DynamoDB may delete an item. */
export const ttlAttribute = "ttl";

/** Creates the table and turns its TTL on. Does nothing to a table that is there, except for the TTL. */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand(tableDefinition(name)));
  } catch (error) {
    if (nameOf(error) !== "ResourceInUseException") throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: name });
  await enableTtl(client, name);
}

async function enableTtl(client: DynamoDBClient, name: string): Promise<void> {
  if ((await describeTable(client, name)).ttlAttribute === ttlAttribute) return;
  const specification = { AttributeName: ttlAttribute, Enabled: true };
  try {
    await client.send(
      new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: specification }),
    );
  } catch (error) {
    // An emulator without TTL: whoever embeds it sweeps the table.
    if (nameOf(error) !== "UnknownOperationException") throw error;
  }
}

export interface TableDescription {
  /** `ACTIVE` once it can be used; undefined if there is no such table. */
  readonly status: string | undefined;
  readonly keyNames: readonly string[];
  /** The attribute that items are deleted by, if TTL is on. */
  readonly ttlAttribute: string | undefined;
}

/** Says what is known of a table, for those who check a deployment. */
export async function describeTable(client: DynamoDBClient, name: string): Promise<TableDescription> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const { TimeToLiveDescription: ttl } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: name }),
    );
    const on = ttl?.TimeToLiveStatus === "ENABLED" || ttl?.TimeToLiveStatus === "ENABLING";
    return {
      status: Table?.TableStatus,
      keyNames: (Table?.KeySchema ?? []).map((key) => key.AttributeName ?? ""),
      ttlAttribute: on ? ttl?.AttributeName : undefined,
    };
  } catch (error) {
    if (nameOf(error) !== "ResourceNotFoundException") throw error;
    return { status: undefined, keyNames: [], ttlAttribute: undefined };
  }
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
