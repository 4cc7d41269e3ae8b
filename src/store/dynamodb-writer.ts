import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "./dynamodb-item.ts";
import { type RetryPolicy, retrying, storeUnavailable } from "./retry.ts";

/** One conditional write, without the table and the key. */
export type Write = Pick<
  UpdateItemCommandInput,
  "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

/** What a write found: it was `applied` to the old item, or its condition failed on it. */
export interface Found {
  readonly applied: boolean;
  readonly old: Item | undefined;
}

/** Writes to the items of one table. Whatever else happens is thrown as `STORE_UNAVAILABLE`. */
export interface ItemWriter {
  write(key: string, update: Write): Promise<Found>;
  read(key: string): Promise<Item | undefined>;
}

/** Repeats what DynamoDB did not decide; each update has to be safe to repeat. */
export function createItemWriter(client: DynamoDBClient, table: string, retry: RetryPolicy): ItemWriter {
  async function read(key: string): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: table, Key: { pk: { S: key } }, ConsistentRead: true });
    try {
      return (await retrying(() => client.send(command), isFinal, retry)).Item;
    } catch (error) {
      throw unavailable(error);
    }
  }

  return {
    read,
    async write(key, update) {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: key } },
        ReturnValues: "ALL_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ...update,
      });
      try {
        const { Attributes } = await retrying(() => client.send(command), isFinal, retry);
        return { applied: true, old: Attributes };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw unavailable(error);
        // Some engines do not say what made a condition fail.
        return { applied: false, old: error.Item ?? (await read(key)) };
      }
    },
  };
}

/**
 * DynamoDB has decided, and would decide the same again.
 *
 * The status alone does not say so: it is also known of an answer that broke off before it said what was decided.
 */
function isFinal(error: unknown): boolean {
  if (!(error instanceof DynamoDBServiceException)) return false;
  const status = error.$metadata.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && !throttled.has(error.name);
}

/** Answered with status 400 all the same (DynamoDB developer guide, error handling). */
const throttled = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "TransactionConflictException",
]);

function unavailable(error: unknown) {
  return error instanceof Error && error.name === "Failure" ? error : storeUnavailable(error);
}
