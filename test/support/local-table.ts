import { randomUUID } from "node:crypto";
import {
  DeleteTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsTimeouts } from "../../src/aws/handler.ts";
import { openHandlerHttp } from "../../src/aws/handler-http.ts";
import { openUndiciHttp } from "../../src/aws/undici-http.ts";
import type { AddressItem } from "../../src/core/challenge.ts";
import { createDynamoStore } from "../../src/store/dynamodb.ts";
import type { ItemCalls } from "../../src/store/dynamodb-calls.ts";
import { createDynamoClient } from "../../src/store/dynamodb-client.ts";
import { fromItem, type Item } from "../../src/store/dynamodb-item.ts";
import { createLeanCalls, openDynamoTransport } from "../../src/store/dynamodb-lean-calls.ts";
import { createSdkCalls } from "../../src/store/dynamodb-sdk-calls.ts";
import { createTable } from "../../src/store/dynamodb-table.ts";
import { createItemWriter } from "../../src/store/dynamodb-writer.ts";
import type { RetryPolicy } from "../../src/store/retry.ts";
import { createRetryBudget } from "../../src/store/retry-budget.ts";
import { createEmulator, type Emulator, listen } from "./emulator.ts";

export interface LocalTable {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly endpoint: string;
  close(): Promise<void>;
}

/** These machines are busy, and no test but those of the timeouts is about time. */
const patient: AwsTimeouts = { connectMs: 10_000, requestMs: 20_000 };

/** Three tries without a pause, however many failed before. */
export const atOnce: RetryPolicy = {
  tries: 3,
  backoffMs: 0,
  jitter: () => 0,
  budget: createRetryBudget(2 ** 40),
};

/** A table of its own, on dynalite in this process or on the engine that `NOPASS_TEST_DYNAMODB_ENDPOINT` names. */
export async function openLocalTable(emulator: Emulator = createEmulator()): Promise<LocalTable> {
  const elsewhere = process.env.NOPASS_TEST_DYNAMODB_ENDPOINT;
  const { endpoint, close } = elsewhere
    ? { endpoint: elsewhere, close: async () => {} }
    : await listen(emulator);
  const client = localClient(endpoint);
  const table = `nopass-test-${randomUUID()}`;
  await createTable(client, table);
  return {
    client,
    table,
    endpoint,
    async close() {
      if (elsewhere) await client.send(new DeleteTableCommand({ TableName: table }));
      client.destroy();
      await close();
    },
  };
}

/** The client of the service, for an endpoint on this machine. */
export function localClient(endpoint: string, timeouts = patient): DynamoDBClient {
  const client = createDynamoClient({ endpoint, ...account }, timeouts);
  patience.set(client, timeouts);
  return client;
}

/** AWS itself wants real keys and a region, which the SDK then finds where it always does; an emulator takes any. */
const account = process.env.AWS_ACCESS_KEY_ID
  ? {}
  : { region: "eu-central-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

/** Who makes the calls of a store: what `NOPASS_AWS_CLIENT` says. */
export type CallKind = "lean" | "sdk";

export const callKinds: readonly CallKind[] = ["lean", "sdk"];

/** A client that reaches the emulator by a call instead of a socket, for tests that make very many requests. */
export function clientInProcess(emulator: Emulator, endpoint = "http://in-process.invalid"): DynamoDBClient {
  return createDynamoClient({
    endpoint,
    ...account,
    requestHandler: {
      async handle({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) {
        const call = { headers, body: new TextDecoder().decode(body) };
        const operation = headers["x-amz-target"]?.split(".")[1] ?? "";
        const { status, body: answer } = await emulator.answer({ ...call, operation });
        return { response: { statusCode: status, headers: {}, body: Buffer.from(answer) } };
      },
    } as never,
  });
}

export function storeOn(
  { client, table }: Pick<LocalTable, "client" | "table">,
  retry = atOnce,
  kind: CallKind = "lean",
) {
  return createDynamoStore(writerOn({ client, table }, retry, kind));
}

/** The writer of the service, over a client's endpoint. */
export function writerOn(
  { client, table }: Pick<LocalTable, "client" | "table">,
  retry = atOnce,
  kind: CallKind = "lean",
) {
  return createItemWriter(kind === "sdk" ? createSdkCalls(client) : leanCallsOf(client), table, retry);
}

/** One transport for each client, with that one's patience, however many stores stand on it. */
function leanCallsOf(client: DynamoDBClient): ItemCalls {
  const known = leanCalls.get(client);
  if (known !== undefined) return known;
  const onSocket = client.config.requestHandler instanceof NodeHttpHandler;
  const timeouts = patience.get(client) ?? patient;
  const calls = createLeanCalls(
    openDynamoTransport(client, onSocket ? openUndiciHttp : openHandlerHttp, timeouts),
  );
  leanCalls.set(client, calls);
  return calls;
}

const leanCalls = new WeakMap<DynamoDBClient, ItemCalls>();
const patience = new WeakMap<DynamoDBClient, AwsTimeouts>();

/** The item of an address as DynamoDB holds it. */
export async function rawItem(
  { client, table }: Pick<LocalTable, "client" | "table">,
  address: string,
): Promise<Item | undefined> {
  const key = { pk: { S: address } };
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  return Item;
}

/** The item of an address as the rules see it. */
export async function itemOf(
  table: Pick<LocalTable, "client" | "table">,
  address: string,
): Promise<AddressItem | undefined> {
  const item = await rawItem(table, address);
  return item && fromItem(item);
}

/** Every item of the table. */
export async function dump({ client, table }: LocalTable): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName: table })) items.push(...(page.Items ?? []));
  return items;
}
