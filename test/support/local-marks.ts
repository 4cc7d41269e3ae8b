import { createDynamoMarks } from "../../src/store/dynamodb-marks.ts";
import { createItemWriter } from "../../src/store/dynamodb-writer.ts";
import { atOnce, type LocalTable } from "./local-table.ts";

/** The marks in a table beside `storeOn`. */
export function marksOn({ client, table }: Pick<LocalTable, "client" | "table">) {
  return createDynamoMarks(createItemWriter(client, table, atOnce));
}
