import { describe, expect, test } from "vitest";
import { createCapacity, type EventLoop } from "../../src/limits/capacity.ts";

/** Work that lasts until it is told how it ended. */
function works() {
  const begun: PromiseWithResolvers<void>[] = [];
  return {
    work() {
      const work = Promise.withResolvers<void>();
      begun.push(work);
      return work.promise;
    },
    async endOne() {
      begun.shift()?.resolve();
      await Promise.resolve();
    },
    async failOne() {
      begun.shift()?.reject(new Error("broken"));
      await Promise.resolve();
    },
  };
}

/** An event loop that stands still until it is told to go on. */
function stillLoop() {
  let atMs = 0;
  let round: (() => void)[] = [];
  const loop: EventLoop = { now: () => atMs, comesRound: (callback) => void round.push(callback) };
  return {
    loop,
    pass: (ms: number) => {
      atMs += ms;
    },
    comeRound() {
      const due = round;
      round = [];
      for (const callback of due) callback();
    },
  };
}

function aCapacity(most: number) {
  const loop = stillLoop();
  const capacity = createCapacity(most, loop.loop);
  const { work, endOne, failOne } = works();
  /** Begins as many calls as there is room for, up to `count`; returns how many. */
  function begin(tenant: string, count: number): number {
    for (let i = 0; i < count; i++) {
      if (capacity.refusal(tenant) !== undefined) return i;
      capacity.occupy(tenant, work).catch(() => undefined);
    }
    return count;
  }
  return { ...loop, capacity, begin, endOne, failOne };
}

describe("of the calls that are worked on at once", () => {
  test("a tenant alone has half", () => {
    expect(aCapacity(100).begin("acme", 1_000)).toBe(50);
  });

  test("two that want more have a third each, whoever came first, once the first one's end", async () => {
    const { begin, endOne, capacity } = aCapacity(90);
    expect(begin("acme", 1_000)).toBe(45);
    expect(begin("globex", 1_000)).toBe(23);
    for (let i = 0; i < 45; i++) {
      await endOne();
      begin("globex", 1);
      begin("acme", 1);
    }
    expect(capacity.running()).toBeGreaterThanOrEqual(58);
    expect(capacity.running()).toBeLessThanOrEqual(62);
  });

  test("there is one for whoever has none, as long as there is any", () => {
    const { begin, capacity } = aCapacity(120);
    for (let i = 0; i < 5; i++) begin(`tenant${i}`, 1_000);
    expect(capacity.running()).toBeLessThan(120);
    expect(begin("newcomer", 1)).toBe(1);
  });

  test.for([2, 3, 7, 50])("there are never more than %i, whoever asks", (most) => {
    const { begin, capacity } = aCapacity(most);
    for (let i = 0; i < 500; i++) begin(`tenant${i}`, 1 + (i % 5));
    expect(capacity.running()).toBe(most);
  });

  test("none is forgotten and none is counted twice, however they end", async () => {
    const { begin, capacity, endOne, failOne } = aCapacity(10);
    expect(begin("acme", 5)).toBe(5);
    expect(capacity.refusal("acme")).toBeDefined();
    await endOne();
    await failOne();
    expect(capacity.running()).toBe(3);
    expect(begin("acme", 5)).toBe(2);
    const fault = new Error("at once");
    await endOne();
    expect(() =>
      capacity.occupy("acme", () => {
        throw fault;
      }),
    ).toThrow(fault);
    expect(capacity.running()).toBe(4);
  });
});

describe("while the event loop has not come round for long", () => {
  test("whoever began many calls begins no more until it has", () => {
    const { begin, capacity, pass, comeRound } = aCapacity(10_000);
    expect(begin("acme", 100)).toBe(100);
    pass(251);
    expect(begin("acme", 1)).toBe(0);
    comeRound();
    expect(begin("acme", 100)).toBe(100);
    expect(capacity.running()).toBe(200);
  });

  test("others are served", () => {
    const { begin, pass } = aCapacity(10_000);
    begin("acme", 100);
    pass(5_000);
    expect(begin("globex", 100)).toBe(64);
    expect(begin("acme", 1)).toBe(0);
  });

  test("few calls are served: it is not they that fill it", () => {
    const { begin, pass } = aCapacity(10_000);
    for (let i = 0; i < 64; i++) {
      expect(begin("acme", 1)).toBe(1);
      pass(1_000);
    }
  });

  test("many calls that take no time are served", () => {
    const { begin, pass } = aCapacity(10_000);
    begin("acme", 2_000);
    pass(250);
    expect(begin("acme", 2_000)).toBe(2_000);
  });
});

test("a refusal says when to come again, and not the same to all", () => {
  const { capacity, begin } = aCapacity(2);
  begin("acme", 1);
  const refusals = Array.from({ length: 100 }, () => capacity.refusal("acme"));
  const waits = new Set(refusals.map((refusal) => refusal?.retryAfterMs));
  expect([...waits].sort()).toEqual([1000, 1250, 1500, 1750, 2000, 2250, 2500, 2750]);
  expect(new Set(refusals).size).toBe(8);
  for (const refusal of refusals) expect(refusal).toMatchObject({ reason: "OVERLOADED" });
});

test("the event loop of Node.js comes round by itself", async () => {
  const capacity = createCapacity(1_000);
  const began = performance.now();
  for (let i = 0; i < 100; i++) void capacity.occupy("acme", async () => undefined);
  while (performance.now() - began < 300);
  expect(capacity.refusal("acme")).toBeDefined();
  await new Promise(setImmediate);
  expect(capacity.refusal("acme")).toBeUndefined();
});
