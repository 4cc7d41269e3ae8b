import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createLineWriter } from "../../src/telemetry/line-writer.ts";

function aWriter() {
  const writes: string[] = [];
  return { writes, writer: createLineWriter({ write: (text) => writes.push(text) }) };
}

test("lines of one turn are written at once, in their order", async () => {
  const { writes, writer } = aWriter();
  writer.write("one\n");
  writer.write("two\n");
  expect(writes).toEqual([]);
  await turn();
  writer.write("three\n");
  await turn();
  expect(writes).toEqual(["one\ntwo\n", "three\n"]);
});

test("very many lines do not wait for the end of the turn", () => {
  const { writes, writer } = aWriter();
  for (let i = 0; i < 2_000; i++) writer.write(`${"x".repeat(99)}\n`);
  expect(writes.length).toBeGreaterThan(1);
  expect(writes.join("").length).toBeGreaterThan(100_000);
});

test("what waits when the process ends is written", () => {
  const { writes, writer } = aWriter();
  writer.write("the last\n");
  process.listeners("exit").at(-1)?.(0);
  expect(writes).toEqual(["the last\n"]);
});

test("however many writers there are, none listens to the end of the process while nothing waits", async () => {
  await turn();
  const before = process.listenerCount("exit");
  const writers = Array.from({ length: 20 }, () => aWriter().writer);
  for (const writer of writers) writer.write("a line\n");
  await turn();
  expect(process.listenerCount("exit")).toBe(before);
});
