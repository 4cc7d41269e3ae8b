import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type ItemCalls, isDecided } from "./dynamodb-calls.ts";

/** The calls as the AWS SDK makes them: the fallback, and what the lean ones are measured by. */
export function createSdkCalls(client: DynamoDBClient): ItemCalls {
  return {
    async update(table, key, write) {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: key } },
        ReturnValues: "ALL_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ...write,
      });
      try {
        const { Attributes } = await client.send(command);
        return { applied: true, old: Attributes };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return { applied: false, old: error.Item };
      }
    },

    async get(table, key) {
      const command = new GetItemCommand({ TableName: table, Key: { pk: { S: key } }, ConsistentRead: true });
      return (await client.send(command)).Item;
    },

    isFinal: (error) =>
      error instanceof DynamoDBServiceException && isDecided(error.$metadata.httpStatusCode ?? 0, error.name),
  };
}
