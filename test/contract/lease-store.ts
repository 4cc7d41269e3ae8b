import { describe, expect, test } from "vitest";
import type { LeaseStore } from "../../src/core/limits.ts";

/** What every LeaseStore must do. Each adapter's test file calls this. */
export function describeLeaseStore(open: () => Promise<LeaseStore>): void {
  const request = (name: string, count: number, most: number) => ({
    name,
    count,
    most,
    ttlSeconds: 4_000_000_000,
  });

  describe("LeaseStore contract", () => {
    test("grants what is asked until less is left, then that, then nothing", async () => {
      const store = await open();
      const granted: number[] = [];
      for (let i = 0; i < 4; i++) granted.push(await store.reserve(request("a day", 100, 250)));
      expect(granted).toEqual([100, 100, 50, 0]);
    });

    test("grants the first who asks no more than the day holds, and none of a day that holds none", async () => {
      const store = await open();
      expect(await store.reserve(request("a small day", 100, 50))).toBe(50);
      expect(await store.reserve(request("a day off", 1, 0))).toBe(0);
    });

    test("keeps days apart", async () => {
      const store = await open();
      expect(await store.reserve(request("monday", 10, 10))).toBe(10);
      expect(await store.reserve(request("tuesday", 10, 10))).toBe(10);
    });

    test("never grants more than the day holds, however many ask at once", async () => {
      const store = await open();
      const asked = Array.from({ length: 32 }, () => store.reserve(request("a busy day", 7, 100)));
      const granted = await Promise.all(asked);
      expect(granted.reduce((sum, each) => sum + each, 0)).toBe(100);
    });

    test("grants nothing more when a day's limit was lowered below what is used", async () => {
      const store = await open();
      await store.reserve(request("a shorter day", 50, 100));
      expect(await store.reserve(request("a shorter day", 10, 20))).toBe(0);
    });
  });
}
