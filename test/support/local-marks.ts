import { createDynamoMarks } from "../../src/store/dynamodb-marks.ts";
import { atOnce, type CallKind, type LocalTable, writerOn } from "./local-table.ts";

/** The marks in a table beside `storeOn`. */
export function marksOn(table: Pick<LocalTable, "client" | "table">, kind?: CallKind) {
  return createDynamoMarks(writerOn(table, atOnce, kind));
}
