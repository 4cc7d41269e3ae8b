import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createLineWriter } from "../../src/telemetry/line-writer.ts";

/** A stream that can be read from slowly, or no more. */
function aWriter() {
  const writes: string[] = [];
  const stream = {
    writableLength: 0,
    gone: false,
    write(text: string | Uint8Array, done: (error?: Error) => void) {
      if (stream.gone) done(new Error("EPIPE"));
      else writes.push(text.toString());
    },
    on() {},
  };
  return { writes, stream, writer: createLineWriter(stream, (lines) => `${lines} lost\n`) };
}

const mebibytes = (count: number) => count * 2 ** 20;

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

test("16 MiB wait for a slow reader; what comes then is lost, counted, and told of where it is missing", async () => {
  const { writes, stream, writer } = aWriter();
  const write = async (...lines: readonly string[]) => {
    for (const line of lines) writer.write(line);
    await turn();
  };
  stream.writableLength = mebibytes(16);
  await write("kept\n");
  stream.writableLength++;
  await write("lost\n", "lost\n");
  stream.writableLength = mebibytes(8) + 1;
  await write("lost before it caught up by half\n");
  expect(writer.lost()).toBe(3);
  stream.writableLength = mebibytes(8);
  await write("back\n");
  stream.writableLength = mebibytes(16);
  await write("and behind\n");
  expect(writes).toEqual(["kept\n", "3 lost\n", "back\n", "and behind\n"]);
  expect(writer.lost()).toBe(3);
});

test("lines for a reader that is gone are counted", async () => {
  const { writes, stream, writer } = aWriter();
  stream.gone = true;
  writer.write("nobody reads this\n");
  await turn();
  expect(writes).toEqual([]);
  expect(writer.lost()).toBe(1);
});

test("of a real process whose output is not read for a while, every line comes or is told to be lost", async () => {
  const count = 400_000;
  const child = fork(join(import.meta.dirname, "support/write-lines.ts"), [String(count)], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = once(child, "close");
  const [{ lost, waitingBytes }] = (await once(child, "message")) as [
    { readonly lost: number; readonly waitingBytes: number },
  ];
  expect(lost).toBeGreaterThan(0);
  expect(waitingBytes).toBeLessThan(mebibytes(17));
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.send("on");
  await ended;
  const numbers = [...output.matchAll(/^line (\d+) /gm)].map(([, number]) => Number(number));
  const told = [...output.matchAll(/^lost (\d+)$/gm)].reduce((sum, [, lines]) => sum + Number(lines), 0);
  expect(told).toBe(lost);
  expect(numbers).toHaveLength(count + 1 - lost);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(numbers.at(-1)).toBe(count);
});
