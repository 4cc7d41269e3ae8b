import { expect, onTestFinished, test } from "vitest";
import { createDynamoMarks } from "../../src/store/dynamodb-marks.ts";
import { createItemWriter } from "../../src/store/dynamodb-writer.ts";
import { describeAddressMarks } from "../contract/address-marks.ts";
import { createEmulator } from "../support/emulator.ts";
import { atOnce, type LocalTable, openLocalTable, rawItem, storeOn } from "../support/local-table.ts";
import { hours, noonMs } from "../support/noon.ts";
import { aSend } from "../support/store-requests.ts";

const marksOn = ({ client, table }: LocalTable) => createDynamoMarks(createItemWriter(client, table, atOnce));

describeAddressMarks("in DynamoDB", async () => opened(await aTable()));

describeAddressMarks("in DynamoDB, given the item with a failed condition", async () =>
  opened(await aTable(createEmulator({ givesItem: true }))),
);

test("an item that is made for a mark ends with its window, and one that is there keeps its time", async () => {
  const table = await aTable();
  const [windowEnd, untilMs] = [(noonMs + hours(12)) / 1000, noonMs + hours(2)];
  const mark = { untilMs, ttlSeconds: windowEnd, mayCreate: true };
  await marksOn(table).mark({ ...mark, address: "1|k1|new" });
  expect(Object.keys((await rawItem(table, "1|k1|new")) ?? {}).sort()).toEqual(["b", "pk", "ttl"]);
  expect((await rawItem(table, "1|k1|new"))?.ttl?.N).toBe(String(windowEnd));
  await storeOn(table).open(aSend());
  const before = (await rawItem(table, "1|k1|ada"))?.ttl;
  await marksOn(table).mark({ ...mark, address: "1|k1|ada" });
  expect((await rawItem(table, "1|k1|ada"))?.ttl).toEqual(before);
});

function opened(table: LocalTable) {
  return { store: storeOn(table), marks: marksOn(table) };
}

async function aTable(emulator = createEmulator()): Promise<LocalTable> {
  const table = await openLocalTable(emulator);
  onTestFinished(() => table.close());
  return table;
}
