import type { LeaseStore } from "../core/limits.ts";
import { type Item, n } from "./dynamodb-item.ts";
import type { ItemWriter } from "./dynamodb-writer.ts";

/** Shares the days of tenants among all instances that use the table: one write reserves many mails. */
export function createDynamoLeaseStore(writer: ItemWriter): LeaseStore {
  return {
    async reserve({ name, count, most, ttlSeconds }) {
      // A day that nobody has begun is not compared with: it must not grant more than it holds.
      for (let wanted = Math.min(count, most); wanted > 0; ) {
        const { applied, old } = await writer.write(name, {
          UpdateExpression: "SET #ttl = :ttl ADD u :count",
          ConditionExpression: "attribute_not_exists(u) OR u <= :before",
          ExpressionAttributeNames: { "#ttl": "ttl" },
          ExpressionAttributeValues: {
            ":ttl": n(ttlSeconds),
            ":count": n(wanted),
            ":before": n(most - wanted),
          },
        });
        if (applied) return wanted;
        const left = most - used(old);
        // Somebody else reserved meanwhile: what is left is less than was wanted, and the next write says so.
        wanted = Math.min(left, wanted - 1);
      }
      return 0;
    },
  };
}

function used(item: Item | undefined): number {
  return Number(item?.u?.N ?? 0);
}
