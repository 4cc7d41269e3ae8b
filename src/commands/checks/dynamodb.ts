import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDynamoStore } from "../../store/dynamodb.ts";
import { createDynamoClient } from "../../store/dynamodb-client.ts";
import { describeTable, type TableDescription, ttlAttribute } from "../../store/dynamodb-table.ts";
import { createItemWriter } from "../../store/dynamodb-writer.ts";
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

/** A write whose condition cannot hold: it needs the permissions of a real one and changes nothing. */
async function checkWrite(client: DynamoDBClient, table: string): Promise<Finding> {
  const store = createDynamoStore(
    createItemWriter(client, table, { tries: 2, backoffMs: 100, jitter: () => 1 }),
  );
  try {
    await store.judge({
      address: "check",
      challenge: "c_check",
      code: "check",
      attempt: "check",
      attempts: 1,
      nowMs: 0,
    });
    return ok("write", "conditional writes are allowed");
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return problem(
      "write",
      `a conditional write failed (${kindOf(cause)}): allow dynamodb:UpdateItem and dynamodb:GetItem on ${table}`,
    );
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
