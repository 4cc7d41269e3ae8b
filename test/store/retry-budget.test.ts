import { describe, expect, test } from "vitest";
import { retrying } from "../../src/store/retry.ts";
import { createRetryBudget, type RetryBudget } from "../../src/store/retry-budget.ts";

describe("a store that answers nothing", () => {
  test("is asked once by each call, and a hundred times more in all", async () => {
    const dead = aStore(() => false);
    for (let calls = 0; calls < 1_000; calls++) await expect(dead.call()).rejects.toMatchObject(unavailable);
    expect(dead.requests()).toBe(1_100);
  });

  test("is asked again by each call once it has answered for a while", async () => {
    let up = false;
    const store = aStore(() => up);
    for (let calls = 0; calls < 100; calls++) await expect(store.call()).rejects.toMatchObject(unavailable);
    up = true;
    for (let calls = 0; calls < 10; calls++) await store.call();
    up = false;
    const before = store.requests();
    await expect(store.call()).rejects.toMatchObject(unavailable);
    // Ten answers have earned two repetitions.
    expect(store.requests() - before).toBe(3);
    await expect(store.call()).rejects.toMatchObject(unavailable);
    expect(store.requests() - before).toBe(4);
  });
});

test("a store that answers each second or third time never uses the repetitions up", async () => {
  let tries = 0;
  const store = aStore(() => ++tries % 3 === 0);
  for (let calls = 0; calls < 1_000; calls++) await store.call();
  expect(store.requests()).toBe(3_000);
});

test("no more repetitions are saved than there are at first", () => {
  const budget = createRetryBudget(3);
  for (let answers = 0; answers < 1_000; answers++) budget.answered(0);
  expect([1, 2, 3, 4].map(() => budget.take())).toEqual([true, true, true, false]);
});

const unavailable = { reason: "STORE_UNAVAILABLE", retryAfterMs: 1_000 };

function aStore(answers: () => boolean, budget: RetryBudget = createRetryBudget()) {
  let requests = 0;
  const policy = { tries: 3, backoffMs: 0, jitter: () => 0, budget };
  const request = async () => {
    requests += 1;
    if (!answers()) throw new Error("no answer");
  };
  return { call: () => retrying(request, () => false, policy), requests: () => requests };
}
