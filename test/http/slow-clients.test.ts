import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenPort, openPort } from "./support/clear-port.ts";
import { dial } from "./support/raw-socket.ts";
import { overHttp1 } from "./support/requests.ts";

let port: OpenPort;
beforeAll(async () => {
  port = await openPort({ headersTimeout: 400, requestTimeout: 800, connectionsCheckingInterval: 50 });
});
afterAll(() => port[Symbol.asyncDispose]());

describe("a client that keeps the service waiting is sent away", () => {
  test.for([
    { what: "says nothing at all", words: "" },
    { what: "stops within the HTTP/2 preface", words: "PRI * HTTP/2.0\r\n" },
  ])("when it $what", async ({ words }) => {
    const { text, afterMs } = await timedAnswer(words);
    expect(text).toBe("");
    expect(afterMs).toBeLessThan(2_000);
  });

  test("when its headers do not end", async () => {
    const { text, afterMs } = await timedAnswer("POST / HTTP/1.1\r\nhost: a\r\n");
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(afterMs).toBeLessThan(2_000);
  });

  test("when its body does not end", async () => {
    const { text, afterMs } = await timedAnswer("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc");
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(afterMs).toBeLessThan(2_000);
  });

  test("when its headers come one byte at a time, however steadily", async () => {
    using client = await dial(port.number);
    const drip = setInterval(() => client.write("x"), 20);
    client.write("POST / HTTP/1.1\r\nhost: a\r\nx: ");
    const text = await client.closed();
    clearInterval(drip);
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  });
});

test("others are served while slow clients wait", async () => {
  const slow = await Promise.all(Array.from({ length: 50 }, () => dial(port.number)));
  for (const client of slow) client.write("PRI *");
  expect((await overHttp1(port.url)).status).toBe(200);
  for (const client of slow) client[Symbol.dispose]();
});

async function timedAnswer(words: string): Promise<{ readonly text: string; readonly afterMs: number }> {
  using client = await dial(port.number);
  const startedAt = performance.now();
  client.write(words);
  const text = await client.closed();
  return { text, afterMs: performance.now() - startedAt };
}
