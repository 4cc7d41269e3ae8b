import type { UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { Item } from "./dynamodb-item.ts";

/** One conditional write, without the table and the key. */
export type Write = Pick<
  UpdateItemCommandInput,
  "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

/** What a write found: it was `applied` to the old item, or its condition failed on it. */
export interface Found {
  readonly applied: boolean;
  /** Some engines do not say what made a condition fail. */
  readonly old: Item | undefined;
}

/** The two calls to DynamoDB that the service lives on, each tried once. */
export interface ItemCalls {
  update(table: string, key: string, write: Write): Promise<Found>;
  /** Reads what was written last. */
  get(table: string, key: string): Promise<Item | undefined>;
  /** Of what a call failed with: DynamoDB has decided, and would decide the same again. */
  isFinal(error: unknown): boolean;
}

/**
 * Whether a refusal stands.
 *
 * The status alone does not say so: it is also known of an answer that broke off before it said what was decided.
 */
export function isDecided(status: number, name: string): boolean {
  return status >= 400 && status < 500 && !throttled.has(name);
}

/** Answered with status 400 all the same (DynamoDB developer guide, error handling). */
const throttled: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "TransactionConflictException",
]);
