import type { Found, ItemCalls, Write } from "./dynamodb-calls.ts";
import type { Item } from "./dynamodb-item.ts";
import { type RetryPolicy, retrying, storeUnavailable } from "./retry.ts";

/** Writes to the items of one table. Whatever else happens is thrown as `STORE_UNAVAILABLE`. */
export interface ItemWriter {
  write(key: string, update: Write): Promise<Found>;
  read(key: string): Promise<Item | undefined>;
}

/** Repeats what DynamoDB did not decide; each update has to be safe to repeat. */
export function createItemWriter(calls: ItemCalls, table: string, retry: RetryPolicy): ItemWriter {
  async function asked<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await retrying(call, calls.isFinal, retry);
    } catch (error) {
      throw unavailable(error);
    }
  }

  const read = (key: string) => asked(() => calls.get(table, key));
  return {
    read,
    async write(key, update) {
      const found = await asked(() => calls.update(table, key, update));
      return found.applied || found.old !== undefined ? found : { applied: false, old: await read(key) };
    },
  };
}

function unavailable(error: unknown) {
  return error instanceof Error && error.name === "Failure" ? error : storeUnavailable(error);
}
