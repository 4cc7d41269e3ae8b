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
  const { loop, pass, comeRound } = stillLoop();
  const capacity = createCapacity(most, loop);
  const { work, endOne, failOne } = works();
  /** Begins as many calls as there is room for, up to `count`; returns how many. */
  function begin(tenant: string, count: number): number {
    for (let i = 0; i < count; i++) {
      if (capacity.refusal(tenant) !== undefined) return i;
      capacity.occupy(tenant, work).catch(() => undefined);
    }
    return count;
  }
  /** Lets the event loop take so long. */
  function round(tookMs: number): void {
    pass(tookMs);
    comeRound();
  }
  return { capacity, begin, endOne, failOne, pass, comeRound, round };
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
    const { begin, capacity } = aCapacity(400);
    for (let i = 0; i < 5; i++) begin(`tenant${i}`, 1_000);
    expect(capacity.running()).toBeLessThan(400);
    expect(begin("newcomer", 1)).toBe(1);
  });

  test.for([2, 3, 7, 50, 1_000])("there are never more than %i, whoever asks", (most) => {
    const { begin, capacity } = aCapacity(most);
    for (let i = 0; i < 500; i++) begin(`tenant${i}`, 1 + (i % 50));
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
    expect(capacity.running()).toBe(4);
    expect(() =>
      capacity.occupy("acme", () => {
        throw fault;
      }),
    ).toThrow(fault);
    expect(capacity.running()).toBe(4);
  });
});

describe("those that have ended", () => {
  test("do not count, however many they are, while the event loop comes round in time", async () => {
    const { begin, endOne, pass } = aCapacity(10);
    for (let i = 0; i < 1_000; i++) {
      expect(begin("acme", 1)).toBe(1);
      await endOne();
    }
    pass(250);
    expect(begin("acme", 1)).toBe(1);
  });

  test("count once a round is full, until it has come round, and for their tenant", async () => {
    const { begin, endOne, pass, comeRound } = aCapacity(1_000);
    begin("acme", 500);
    for (let i = 0; i < 500; i++) await endOne();
    pass(251);
    expect(begin("acme", 1)).toBe(0);
    expect(begin("globex", 500)).toBe(250);
    comeRound();
    expect(begin("acme", 1)).toBe(1);
  });

  test("do not count while they are few, whatever fills the event loop", async () => {
    const capacity = aCapacity(1_000);
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 60; i++) {
        expect(capacity.begin("acme", 1)).toBe(1);
        await capacity.endOne();
        capacity.pass(20);
      }
      capacity.comeRound();
    }
  });
});

describe("when the event loop takes long to come round", () => {
  /** Begins and ends as many as there is room for, in rounds that take so long; returns how many there were in each. */
  async function rounds({ begin, endOne, round }: ReturnType<typeof aCapacity>, tookMs: readonly number[]) {
    const counts: number[] = [];
    for (const ms of tookMs) {
      const count = begin("acme", 10_000);
      counts.push(count);
      for (let i = 0; i < count; i++) await endOne();
      round(ms);
    }
    return counts;
  }

  test("fewer are let in, the fewer the longer it took, and half as many at the fewest", async () => {
    expect(await rounds(aCapacity(4_000), [100, 101, 125, 10_000, 1])).toEqual([
      2_000, 2_000, 1_981, 1_585, 793,
    ]);
  });

  test("some are let in whatever happens", async () => {
    const [last] = (await rounds(aCapacity(4_000), Array(50).fill(1_000))).reverse();
    expect(last).toBe(64);
  });

  test("others are served, and there are never more than most", async () => {
    const capacity = aCapacity(2_000);
    await rounds(capacity, Array(50).fill(1_000));
    expect(capacity.begin("acme", 1_000)).toBe(64);
    expect(capacity.begin("globex", 1_000)).toBe(32);
    for (let i = 0; i < 200; i++) expect(capacity.begin(`tenant${i}`, 1_000)).toBeLessThanOrEqual(16);
    expect(capacity.capacity.running()).toBe(2_000);
  });

  test("as many are let in as before soon after it has become fast", async () => {
    const capacity = aCapacity(4_000);
    await rounds(capacity, Array(50).fill(1_000));
    const counts = await rounds(capacity, Array(200).fill(5));
    expect(counts.at(-1)).toBe(2_000);
    for (const [i, count] of counts.entries()) expect(count).toBeGreaterThanOrEqual(counts[i - 1] ?? 0);
  });

  test("a fair share is found: rounds that take as long as what is let in are neither long nor empty", async () => {
    const capacity = aCapacity(4_000);
    const counts: number[] = [];
    let took = 1;
    // Half a millisecond for each call.
    for (let i = 0; i < 300; i++) {
      const [count = 0] = await rounds(capacity, [took]);
      took = count / 2;
      counts.push(count);
    }
    for (const count of counts.slice(50)) {
      expect(count).toBeGreaterThan(90);
      expect(count).toBeLessThan(280);
    }
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
  const beganAt = performance.now();
  for (let i = 0; i < 500; i++) await capacity.occupy("acme", async () => undefined);
  while (performance.now() - beganAt < 300);
  expect(capacity.refusal("acme")).toBeDefined();
  await new Promise(setImmediate);
  expect(capacity.refusal("acme")).toBeUndefined();
});
