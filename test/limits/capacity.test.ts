import { describe, expect, test } from "vitest";
import { createCapacity } from "../../src/limits/capacity.ts";
import { stillLoop } from "./support/still-loop.ts";

/** A capacity, and calls that last until they are told how they ended. */
function aCapacity(most: number) {
  const { loop, pass, comeRound } = stillLoop();
  const capacity = createCapacity(most, loop);
  const begun: (PromiseWithResolvers<void> & { readonly tenant: string })[] = [];
  const answers: string[] = [];
  const settle = async () => {
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };

  /** Asks for as many calls as there is room for, up to `count`; returns how many were taken in hand. */
  function ask(tenant: string, count: number): number {
    for (let i = 0; i < count; i++) {
      if (capacity.refusal(tenant) !== undefined) return i;
      const work = () => {
        const call = Object.assign(Promise.withResolvers<void>(), { tenant });
        begun.push(call);
        return call.promise;
      };
      capacity
        .occupy(tenant, work, () => answers.push(`${tenant} waited in vain`))
        .then(
          () => answers.push(`${tenant} ok`),
          (error) => answers.push(`${tenant} ${error.reason ?? error.message}`),
        );
    }
    return count;
  }

  return {
    capacity,
    ask,
    answers,
    pass,
    comeRound,
    /** How many are worked on. */
    running: (tenant?: string) =>
      begun.filter((call) => tenant === undefined || call.tenant === tenant).length,
    async endOne() {
      begun.shift()?.resolve();
      await settle();
    },
    async failOne() {
      begun.shift()?.reject(new Error("broken"));
      await settle();
    },
    /** Lets the event loop take so long. */
    async round(tookMs: number) {
      await pass(tookMs);
      comeRound();
      await settle();
    },
  };
}

describe("of the calls that are in hand at once", () => {
  test("a tenant alone has half, and half of these are worked on", () => {
    const { ask, running } = aCapacity(200);
    expect(ask("acme", 1_000)).toBe(100);
    expect(running()).toBe(50);
  });

  test("two that want more have a third each, whoever came first, once the first one's end", async () => {
    const { ask, endOne, running, capacity } = aCapacity(180);
    expect(ask("acme", 1_000)).toBe(90);
    expect(ask("globex", 1_000)).toBe(45);
    for (let i = 0; i < 300; i++) {
      await endOne();
      ask("globex", 1);
      ask("acme", 1);
    }
    expect(capacity.inHand()).toBe(120);
    for (const tenant of ["acme", "globex"]) expect(Math.abs(running(tenant) - 30)).toBeLessThanOrEqual(1);
  });

  test("there is one for whoever has none, which is worked on at once", () => {
    const { ask, running } = aCapacity(800);
    for (let i = 0; i < 5; i++) ask(`tenant${i}`, 1_000);
    expect(ask("newcomer", 1)).toBe(1);
    expect(running("newcomer")).toBe(1);
  });

  test.for([4, 5, 7, 50, 1_000])("there are never more than %i, whoever asks", (most) => {
    const { ask, capacity } = aCapacity(most);
    for (let i = 0; i < 500; i++) ask(`tenant${i}`, 1 + (i % 50));
    expect(capacity.inHand()).toBe(most);
  });

  test("none is forgotten and none is counted twice, however they end", async () => {
    const { ask, capacity, endOne, failOne, answers } = aCapacity(20);
    expect(ask("acme", 100)).toBe(10);
    await endOne();
    await failOne();
    expect(capacity.inHand()).toBe(8);
    expect(answers).toEqual(["acme ok", "acme broken"]);
    expect(ask("acme", 100)).toBe(2);
    await endOne();
    const fault = new Error("at once");
    const throws = () => {
      throw fault;
    };
    expect(() => aCapacity(20).capacity.occupy("acme", throws, () => undefined)).toThrow(fault);
    const later = expect(capacity.occupy("acme", throws, () => undefined)).rejects.toBe(fault);
    for (let i = 0; i < 12; i++) await endOne();
    await later;
    expect(capacity.inHand()).toBe(0);
    expect(ask("acme", 100)).toBe(10);
  });
});

describe("those that wait for their turn", () => {
  test("have it in the order in which they came, as soon as another has ended", async () => {
    const { ask, endOne, running, answers } = aCapacity(20);
    ask("acme", 10);
    expect(running()).toBe(5);
    for (let ended = 1; ended <= 10; ended++) {
      await endOne();
      expect(answers).toHaveLength(ended);
      expect(running()).toBe(Math.min(5, 10 - ended));
    }
  });

  test("take turns with those of other tenants, who have not as many", async () => {
    const { ask, endOne, running } = aCapacity(40);
    expect(ask("acme", 20)).toBe(20);
    expect(ask("globex", 10)).toBe(10);
    expect([running("acme"), running("globex")]).toEqual([10, 5]);
    for (let i = 0; i < 10; i++) await endOne();
    expect([running("acme"), running("globex")]).toEqual([7, 7]);
  });

  test("hear after a second that they waited in vain, and do nothing", async () => {
    const { ask, pass, running, answers, capacity } = aCapacity(20);
    ask("acme", 10);
    await pass(999);
    expect(answers).toEqual([]);
    await pass(1);
    expect(answers.filter((answer) => answer === "acme waited in vain")).toHaveLength(5);
    expect(answers.filter((answer) => answer === "acme OVERLOADED")).toHaveLength(5);
    expect([running(), capacity.inHand()]).toEqual([5, 5]);
  });

  test("make room when they have waited in vain", async () => {
    const { ask, pass, endOne, running } = aCapacity(20);
    ask("acme", 10);
    await pass(1_000);
    expect(ask("acme", 10)).toBe(5);
    await endOne();
    expect(running()).toBe(5);
  });
});

describe("when the event loop takes long to come round", () => {
  /** How many are worked on after rounds that took so long, in which all ended and as many as there is room for came. */
  async function rounds(
    { ask, endOne, round, running }: ReturnType<typeof aCapacity>,
    tookMs: readonly number[],
  ) {
    const counts: number[] = [];
    for (const ms of tookMs) {
      while (running() > 0) await endOne();
      ask("acme", 10_000);
      counts.push(running());
      await round(ms);
    }
    return counts;
  }

  test("fewer are worked on, the fewer the longer it took, and half as many at the fewest", async () => {
    expect(await rounds(aCapacity(8_000), [100, 101, 125, 10_000, 1])).toEqual([
      2_000, 2_000, 1_981, 1_585, 793,
    ]);
  });

  test("some are worked on whatever happens", async () => {
    const [last] = (await rounds(aCapacity(8_000), Array(50).fill(1_000))).reverse();
    expect(last).toBe(200);
  });

  test("others are served, and there are never more than most", async () => {
    const busy = aCapacity(2_000);
    await rounds(busy, Array(50).fill(1_000));
    expect(busy.running("acme")).toBe(200);
    busy.ask("globex", 1_000);
    expect(busy.running("globex")).toBe(100);
    for (let i = 0; i < 500; i++) busy.ask(`tenant${i}`, 1_000);
    expect(busy.capacity.inHand()).toBe(2_000);
  });

  test("as many are worked on as before soon after it has become fast", async () => {
    const busy = aCapacity(8_000);
    await rounds(busy, Array(50).fill(1_000));
    const counts = await rounds(busy, Array(200).fill(5));
    expect(counts.at(-1)).toBe(2_000);
    for (const [i, count] of counts.entries()) expect(count).toBeGreaterThanOrEqual(counts[i - 1] ?? 0);
  });
});

describe("those that have ended", () => {
  test("do not count, however many they are, while the event loop comes round in time", async () => {
    const { ask, endOne, pass } = aCapacity(20);
    for (let i = 0; i < 1_000; i++) {
      expect(ask("acme", 1)).toBe(1);
      await endOne();
    }
    await pass(250);
    expect(ask("acme", 1)).toBe(1);
  });

  test("count once a round is full, until it has come round, and for their tenant", async () => {
    const { ask, endOne, pass, comeRound } = aCapacity(1_000);
    ask("acme", 500);
    for (let i = 0; i < 500; i++) await endOne();
    await pass(251);
    expect(ask("acme", 1)).toBe(0);
    expect(ask("globex", 500)).toBe(250);
    comeRound();
    expect(ask("acme", 1)).toBe(1);
  });

  test("do not count while they are few, whatever fills the event loop", async () => {
    const busy = aCapacity(1_000);
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 200; i++) {
        expect(busy.ask("acme", 1)).toBe(1);
        await busy.endOne();
        await busy.pass(20);
      }
      busy.comeRound();
    }
  });
});

test("a refusal says when to come again, and not the same to all", () => {
  const { capacity, ask } = aCapacity(4);
  ask("acme", 2);
  const refusals = Array.from({ length: 100 }, () => capacity.refusal("acme"));
  const waits = new Set(refusals.map((refusal) => refusal?.retryAfterMs));
  expect([...waits].sort()).toEqual([1000, 1250, 1500, 1750, 2000, 2250, 2500, 2750]);
  expect(new Set(refusals).size).toBe(8);
  for (const refusal of refusals) expect(refusal).toMatchObject({ reason: "OVERLOADED" });
});

test("the event loop of Node.js comes round by itself", async () => {
  const capacity = createCapacity(1_000);
  const beganAt = performance.now();
  for (let i = 0; i < 500; i++)
    await capacity.occupy(
      "acme",
      async () => undefined,
      () => undefined,
    );
  while (performance.now() - beganAt < 300);
  expect(capacity.refusal("acme")).toBeDefined();
  await new Promise(setImmediate);
  expect(capacity.refusal("acme")).toBeUndefined();
});
