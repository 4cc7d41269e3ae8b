import type { AddressMarks } from "../core/undeliverable.ts";
import type { ItemWriter } from "./dynamodb-writer.ts";
import { liftWrite, markWrite } from "./dynamodb-writes.ts";

/** Marks the items that the store of challenges keeps in the same table. */
export function createDynamoMarks(writer: ItemWriter): AddressMarks {
  return {
    async mark(mark) {
      await writer.write(mark.address, markWrite(mark));
    },
    async lift(address) {
      return (await writer.write(address, liftWrite)).applied;
    },
  };
}
