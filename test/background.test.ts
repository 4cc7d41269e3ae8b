import { expect, test } from "vitest";
import { createBackground } from "../src/background.ts";

test("the process waits for work whose caller has left", async () => {
  const background = createBackground();
  let done = false;
  background.track(
    new Promise((resolve) => setTimeout(resolve, 30)).then(() => {
      done = true;
    }),
  );
  await background.settled(10_000);
  expect(done).toBe(true);
});

test("work that never ends does not hold up the process for ever", async () => {
  const background = createBackground();
  background.track(new Promise(() => undefined));
  await expect(background.settled(20)).resolves.toBeUndefined();
});

test("work that fails is over too", async () => {
  const background = createBackground();
  const failing = Promise.reject(new Error("its caller heard of it"));
  background.track(failing);
  await expect(failing).rejects.toThrow();
  await expect(background.settled(10_000)).resolves.toBeUndefined();
});
