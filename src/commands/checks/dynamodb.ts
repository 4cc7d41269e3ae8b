import { randomUUID } from "node:crypto";
import { DeleteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDynamoStore } from "../../store/dynamodb.ts";
import { createDynamoClient } from "../../store/dynamodb-client.ts";
import { createSdkCalls } from "../../store/dynamodb-sdk-calls.ts";
import { describeTable, type TableDescription, ttlAttribute } from "../../store/dynamodb-table.ts";
import { createItemWriter } from "../../store/dynamodb-writer.ts";
import { createRetryBudget } from "../../store/retry-budget.ts";
import { checkClock } from "./clock.ts";
import { type Finding, kindOf, ok, problem, warning } from "./finding.ts";

/** Looks at the table, its TTL, what may be done with it, and the clock. */
export async function checkDynamo(table: string): Promise<readonly Finding[]> {
  const client = createDynamoClient({}, { connectMs: 2_000, requestMs: 5_000 });
  const clock = checkClock(client);
  try {
    const description = await describeTable(client, table);
    if (description.status === undefined)
      return [
        problem("table", `there is no table ${table} in this region: run \`nopass table create\``),
        clock(),
      ];
    return [
      checkTable(table, description),
      checkTtl(table, description),
      await checkWrite(client, table),
      clock(),
    ];
  } catch (error) {
    return [
      problem("table", `DynamoDB cannot be asked about ${table} (${kindOf(error)}): ${hints(error)}`),
      clock(),
    ];
  } finally {
    client.destroy();
  }
}

function checkTable(table: string, { status, keyNames }: TableDescription): Finding {
  if (keyNames.join() !== "pk")
    return problem(
      "table",
      `${table} has another key than pk: name a table of its own in NOPASS_DYNAMODB_TABLE`,
    );
  return status === "ACTIVE"
    ? ok("table", `${table} is active`)
    : warning("table", `${table} is ${status?.toLowerCase()}: wait until it is active`);
}

function checkTtl(table: string, { ttlAttribute: on }: TableDescription): Finding {
  if (on === ttlAttribute) return ok("TTL", "expired entries are deleted");
  return problem(
    "TTL",
    `is not on for the attribute ${ttlAttribute} of ${table}: run \`nopass table create\``,
  );
}

/**
 * Does what the service does with a code, for an address that is none: opens a challenge, opens it once more, which must
 * find the first, and judges it. The item is deleted after, or left to TTL where only the service's own rights are given.
 */
async function checkWrite(client: DynamoDBClient, table: string): Promise<Finding> {
  const address = `check|${randomUUID()}`;
  const store = createDynamoStore(
    createItemWriter(createSdkCalls(client), table, {
      tries: 2,
      backoffMs: 100,
      jitter: () => 1,
      budget: createRetryBudget(),
    }),
  );
  const now = Date.now();
  const challenge = { address, challenge: "c_check", code: "check", nowMs: now, attempts: 1 };
  const later = { expiresAtMs: now + 60_000, nextSendMs: now, windowEndMs: now + 60_000, budget: 2 };
  const send = {
    ...challenge,
    ...later,
    resend: false,
    ttlSeconds: Math.ceil(now / 1000) + 60,
    stranger: false,
    discreet: false,
  };
  try {
    await store.open({ ...send, sendTag: "first" });
    const again = await store.open({ ...send, code: "other", sendTag: "second" });
    const verdict = await store.judge({ ...challenge, attempt: "check" });
    if (again.kind !== "repeated" || verdict.kind !== "right")
      return problem(
        "write",
        `${table} does not keep its conditions, so codes would not be safe: use DynamoDB, or an engine that passes its conditional writes`,
      );
    return ok("write", `conditional writes are allowed and kept; ${await remove(client, table, address)}`);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return problem(
      "write",
      `a conditional write failed (${kindOf(cause)}): allow dynamodb:UpdateItem and dynamodb:GetItem on ${table}`,
    );
  }
}

async function remove(client: DynamoDBClient, table: string, address: string): Promise<string> {
  try {
    await client.send(new DeleteItemCommand({ TableName: table, Key: { pk: { S: address } } }));
    return "the item of this check is deleted";
  } catch {
    return "the item of this check is left to TTL, since deleting is not allowed";
  }
}

function hints(error: unknown): string {
  const kind = kindOf(error);
  if (/AccessDenied/.test(kind))
    return "allow dynamodb:DescribeTable and dynamodb:DescribeTimeToLive to whoever checks";
  if (/Credentials|UnrecognizedClient|InvalidSignature|ExpiredToken/.test(kind))
    return "set credentials, as for any other AWS tool";
  return "see that AWS_REGION and the network are right";
}
