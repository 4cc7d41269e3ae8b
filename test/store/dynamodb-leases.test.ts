import { describe, onTestFinished } from "vitest";
import { createDynamoLeaseStore } from "../../src/store/dynamodb-leases.ts";
import { describeLeaseStore } from "../contract/lease-store.ts";
import { createEmulator } from "../support/emulator.ts";
import { atOnce, callKinds, openLocalTable, writerOn } from "../support/local-table.ts";

describe.for(callKinds)("in DynamoDB, by %s calls,", (kind) => {
  describe.for([false, true])("given the item with a failed condition: %s,", (givesItem) => {
    describeLeaseStore(async () => {
      const table = await openLocalTable(createEmulator({ givesItem }));
      onTestFinished(() => table.close());
      return createDynamoLeaseStore(writerOn(table, atOnce, kind));
    });
  });
});
