import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { describeChallengeStore } from "../contract/challenge-store.ts";
import { hours, noon, scriptedClock } from "../support/noon.ts";
import { aSend } from "../support/store-requests.ts";

describeChallengeStore("the memory store", async () => createMemoryStore(() => noon));

test("memory follows the traffic: items whose time is over are swept with later sends", async () => {
  const { clock, pass } = scriptedClock();
  const items = createMemoryItems();
  const store = createMemoryStore(clock, items);
  for (let i = 0; i < 1_000; i++) await store.open(aSend({ address: `yesterday ${i}` }));
  expect(items.size).toBe(1_000);
  pass(hours(24));
  const ttlSeconds = clock().getTime() / 1000 + 3600;
  for (let i = 0; i < 1_000; i++) await store.open(aSend({ address: `today ${i}`, ttlSeconds }));
  expect([...items].filter(([address]) => address.startsWith("yesterday"))).toEqual([]);
  expect(items.size).toBe(1_000);
});
