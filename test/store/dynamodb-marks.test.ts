import { expect, onTestFinished, test } from "vitest";
import { describeAddressMarks } from "../contract/address-marks.ts";
import { createEmulator } from "../support/emulator.ts";
import { marksOn } from "../support/local-marks.ts";
import {
  atOnce,
  type CallKind,
  callKinds,
  type LocalTable,
  openLocalTable,
  rawItem,
  storeOn,
} from "../support/local-table.ts";
import { hours, noonMs } from "../support/noon.ts";
import { aSend } from "../support/store-requests.ts";

for (const kind of callKinds) {
  describeAddressMarks(`in DynamoDB, by ${kind} calls`, async () => opened(await aTable(), kind));

  describeAddressMarks(`in DynamoDB, by ${kind} calls, given the item with a failed condition`, async () =>
    opened(await aTable(createEmulator({ givesItem: true })), kind),
  );
}

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

function opened(table: LocalTable, kind: CallKind) {
  return { store: storeOn(table, atOnce, kind), marks: marksOn(table, kind) };
}

async function aTable(emulator = createEmulator()): Promise<LocalTable> {
  const table = await openLocalTable(emulator);
  onTestFinished(() => table.close());
  return table;
}
