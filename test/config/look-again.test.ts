import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lookAgain } from "../../src/config/look-again.ts";

const everyMs = 10_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a look that takes long is waited for, so that none brings back what was there before", async () => {
  const slow = Promise.withResolvers<void>();
  let looks = 0;
  const { close } = lookAgain(everyMs, async () => {
    looks++;
    if (looks === 1) await slow.promise;
  });
  await vi.advanceTimersByTimeAsync(5 * everyMs);
  expect(looks).toBe(1);
  slow.resolve();
  await vi.advanceTimersByTimeAsync(2 * everyMs);
  expect(looks).toBe(3);
  close();
  await vi.advanceTimersByTimeAsync(2 * everyMs);
  expect(looks).toBe(3);
});

test("a look that is under way when it is closed is told", async () => {
  const slow = Promise.withResolvers<void>();
  let found: string | undefined;
  const { close } = lookAgain(everyMs, async (closed) => {
    await slow.promise;
    found = closed.aborted ? "nobody asks" : "a change";
  });
  await vi.advanceTimersByTimeAsync(everyMs);
  close();
  slow.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(found).toBe("nobody asks");
});
