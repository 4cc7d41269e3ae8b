import type { LeaseStore } from "../core/limits.ts";

/** Shares days among the callers of this process alone. */
export function createMemoryLeaseStore(): LeaseStore {
  const used = new Map<string, number>();
  return {
    async reserve({ name, count, most }) {
      const before = used.get(name) ?? 0;
      const granted = Math.max(0, Math.min(count, most - before));
      used.delete(name);
      used.set(name, before + granted);
      if (used.size > maxNames) used.delete(used.keys().next().value ?? "");
      return granted;
    },
  };
}

/** Days of tenants that are remembered; the oldest are over. */
const maxNames = 100_000;
