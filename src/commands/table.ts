import { parseArgs } from "node:util";
import { createDynamoClient } from "../store/dynamodb-client.ts";
import { createTable } from "../store/dynamodb-table.ts";
import type { Command } from "./command.ts";

/** Creates the DynamoDB table with its TTL. */
export const tableCreate: Command = {
  usage: "table create [--name TABLE]",
  summary: "create the DynamoDB table and turn its TTL on; safe to repeat",
  async run(args, { env, out }) {
    const { values } = parseArgs({ args: [...args], options: { name: { type: "string" } } });
    const name = values.name ?? env.NOPASS_DYNAMODB_TABLE ?? "nopass";
    await createTable(createDynamoClient({}, { connectMs: 2_000, requestMs: 10_000 }), name);
    out(`the table ${name} is ready\n`);
    return 0;
  },
};
