import { expect, test } from "vitest";
import { createFreshService } from "../../src/lambda/fresh-service.ts";
import { scriptedClock } from "../support/noon.ts";

/** A service in a scripted world: its secret can be edited, broken, and made unreadable. */
function aWorld() {
  const { clock, pass } = scriptedClock();
  const world = { secret: "first", readable: true, reads: 0, stopped: [] as string[], told: [] as string[] };
  const current = createFreshService({
    async load() {
      world.reads++;
      if (!world.readable) throw new Error("no answer");
      return { secret: world.secret };
    },
    async start({ secret }) {
      if (secret === "broken") throw new Error("it is broken");
      return { secret, stop: async () => void world.stopped.push(secret) };
    },
    clock,
    failed: (error) => void world.told.push((error as Error).message),
  });
  return { world, current, pass };
}

test("a changed secret is in force for the first call after half a minute, however long the function slept", async () => {
  const { world, current, pass } = aWorld();
  expect((await current()).secret).toBe("first");
  world.secret = "second";
  pass(29_000);
  expect((await current()).secret).toBe("first");
  pass(2_000);
  expect((await current()).secret).toBe("second");
  expect(world.stopped).toEqual(["first"]);
});

test("what did not change starts nothing anew", async () => {
  const { world, current, pass } = aWorld();
  const first = await current();
  pass(60_000);
  expect(await current()).toBe(first);
  expect([world.reads, world.stopped]).toEqual([2, []]);
});

test("the last good secrets stay in force while they cannot be read or used, and that is told once", async () => {
  const { world, current, pass } = aWorld();
  await current();
  world.readable = false;
  for (let i = 0; i < 3; i++) {
    pass(31_000);
    expect((await current()).secret).toBe("first");
  }
  world.readable = true;
  world.secret = "broken";
  pass(31_000);
  expect((await current()).secret).toBe("first");
  world.secret = "third";
  pass(6_000);
  expect((await current()).secret).toBe("third");
  expect(world.told).toEqual(["no answer", "it is broken"]);
});

test("without any good secrets the error is the caller's, and the next call tries again", async () => {
  const { world, current } = aWorld();
  world.readable = false;
  await expect(current()).rejects.toThrow("no answer");
  world.readable = true;
  expect((await current()).secret).toBe("first");
});

test("calls that come together ask once", async () => {
  const { world, current } = aWorld();
  await Promise.all([current(), current(), current()]);
  expect(world.reads).toBe(1);
});
