import type { AddressMarks } from "../core/undeliverable.ts";
import type { MemoryItems } from "./memory-items.ts";

/** Marks the items of a memory store: both are given the same ones. */
export function createMemoryMarks(items: MemoryItems): AddressMarks {
  return {
    async mark({ address, untilMs, ttlSeconds, mayCreate }) {
      const item = items.get(address);
      if (item === undefined ? !mayCreate : (item.undeliverableUntilMs ?? 0) >= untilMs) return;
      const fresh = { sends: 0, nextSendMs: 0, nextStrangerSendMs: 0, ttlSeconds, challenges: {} };
      items.set(address, { ...fresh, ...item, undeliverableUntilMs: untilMs });
    },
    async lift(address) {
      const item = items.get(address);
      if (item?.undeliverableUntilMs === undefined) return false;
      const { undeliverableUntilMs: _lifted, ...rest } = item;
      items.set(address, rest);
      return true;
    },
  };
}
