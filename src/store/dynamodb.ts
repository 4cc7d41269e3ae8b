import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type AddressItem, giveBack, judge, mayBeJudged, open } from "../core/challenge.ts";
import type { ChallengeStore } from "../core/ports.ts";
import { prunable } from "../core/prune.ts";
import { fromItem } from "./dynamodb-item.ts";
import * as writes from "./dynamodb-writes.ts";
import { type RetryPolicy, retrying, storeUnavailable } from "./retry.ts";

/**
 * Keeps challenges in a DynamoDB table: one conditional write to send, one to judge.
 *
 * The write decides; the rules of the core then say what it meant, from the item as the write found it. So what this
 * store answers cannot differ from the memory store, and a write whose answer was lost is recognised when it is repeated.
 */
export function createDynamoStore(client: DynamoDBClient, table: string, retry: RetryPolicy): ChallengeStore {
  /** What a write found: it was `applied` to the old item, or its condition failed on it. */
  interface Found {
    readonly applied: boolean;
    readonly old: AddressItem | undefined;
  }

  async function write(address: string, update: writes.Write): Promise<Found> {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: address } },
      ReturnValues: "ALL_OLD",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      ...update,
    });
    try {
      const { Attributes } = await retrying(() => client.send(command), isFinal, retry);
      return { applied: true, old: Attributes && fromItem(Attributes) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw unavailable(error);
      return { applied: false, old: error.Item ? fromItem(error.Item) : await read(address) };
    }
  }

  /** Some engines do not say what made a condition fail. */
  async function read(address: string): Promise<AddressItem | undefined> {
    const command = new GetItemCommand({
      TableName: table,
      Key: { pk: { S: address } },
      ConsistentRead: true,
    });
    try {
      const { Item } = await retrying(() => client.send(command), isFinal, retry);
      return Item && fromItem(Item);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /**
   * Writes, and lets the rules explain what was found.
   *
   * A condition that failed although the rules see no reason: the item changed before it was read. Then ask again.
   */
  async function decide<T extends { readonly item: AddressItem | undefined }>(
    address: string,
    update: writes.Write,
    explain: (old: AddressItem | undefined) => T,
  ): Promise<T & { readonly applied: boolean }> {
    for (let asked = 0; asked < maxAsked; asked++) {
      const { applied, old } = await write(address, update);
      const explained = explain(old);
      if (applied || explained.item === old) return { ...explained, applied };
    }
    throw storeUnavailable(new Error("the item changed each time it was read"));
  }

  return {
    async open(request) {
      const update = request.resend ? writes.resendWrite(request) : writes.openWrite(request);
      const { outcome, item, applied } = await decide(request.address, update, (old) => open(old, request));
      const over = item && applied ? prunable(item, request.challenge, request.nowMs) : [];
      // Only tidying: what is left lying now is found by the next send.
      if (over.length > 0) await write(request.address, writes.pruneWrite(over)).catch(() => undefined);
      return outcome;
    },

    async judge(request) {
      const { verdict, item, applied } = await decide(request.address, writes.judgeWrite(request), (old) =>
        judge(old, request),
      );
      const known = item?.challenges[request.challenge];
      const over = known !== undefined && !mayBeJudged(known) && (applied || known.codes !== undefined);
      // No code of it would be accepted any more; the wipe removes their MACs as well. One that was lost is made up for.
      if (over && request.attempts > 1)
        await write(request.address, writes.wipeWrite(request)).catch(() => undefined);
      return verdict;
    },

    async giveBack(request) {
      const single = await write(request.address, writes.giveBackWrite(request));
      if (single.applied || giveBack(single.old, request) === single.old) return;
      await write(request.address, writes.giveBackResendWrite(request));
    },

    async ping() {
      await read("ping");
    },
  };
}

/** As often as an item may change under a reader before it is called unavailable. */
const maxAsked = 5;

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
