import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenPort, openPort } from "./support/clear-port.ts";
import { emptySettings, preface, settingsOfServer } from "./support/frames.ts";
import { dial } from "./support/raw-socket.ts";
import { overHttp1, overHttp2 } from "./support/requests.ts";

let port: OpenPort;
beforeAll(async () => {
  port = await openPort();
});
afterAll(() => port[Symbol.asyncDispose]());

describe("one clear port", () => {
  test("answers HTTP/1.1", async () => {
    expect((await overHttp1(port.url)).body).toBe("version 1.1, GET /");
  });

  test("answers HTTP/2 by prior knowledge", async () => {
    expect((await overHttp2(port.url)).body).toBe("version 2.0, GET /");
  });

  test("answers both at the same time", async () => {
    const asked = Array.from({ length: 20 }, (_, i) => (i % 2 ? overHttp1 : overHttp2)(port.url));
    const versions = (await Promise.all(asked)).map(({ body }) => body.slice(0, 11));
    expect(versions.filter((version) => version === "version 1.1")).toHaveLength(10);
    expect(versions.filter((version) => version === "version 2.0")).toHaveLength(10);
  });

  test("reads an HTTP/2 preface that comes byte by byte", async () => {
    using client = await dial(port.number);
    for (const byte of preface) {
      client.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    client.write(emptySettings);
    expect(await client.received(settingsOfServer)).not.toContain("HTTP/1.1");
  });

  test("reads an HTTP/1.1 request that comes byte by byte", async () => {
    using client = await dial(port.number);
    for (const byte of "GET /slow HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n") {
      client.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await client.closed()).toContain("version 1.1, GET /slow");
  });

  test.for(["POST", "PUT", "PATCH", "PROPFIND"])(
    "does not take %s for the start of a preface",
    async (method) => {
      expect((await overHttp1(port.url, { method, body: "hello" })).body).toBe(`version 1.1, ${method} /`);
    },
  );

  test("refuses a preface that goes wrong at its last byte", async () => {
    using client = await dial(port.number);
    client.write(`${preface.slice(0, -1)}X`);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("refuses a TLS handshake", async () => {
    using client = await dial(port.number);
    client.write(Buffer.from("16030100a5010000a10303", "hex"));
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("answers requests that were sent without waiting, in their order", async () => {
    using client = await dial(port.number);
    const request = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nhost: a\r\n${more}\r\n`;
    client.write(request("/1") + request("/2") + request("/3", "connection: close\r\n"));
    const answers = [...(await client.closed()).matchAll(/GET (\/\d)/g)].map(([, path]) => path);
    expect(answers).toEqual(["/1", "/2", "/3"]);
  });

  test("lets go at once of a client that leaves before it has said which version it speaks", async () => {
    using client = await dial(port.number);
    const startedAt = performance.now();
    client.write("PRI");
    client.socket.end();
    await client.closed();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test("survives clients that vanish at any point", async () => {
    const words = [
      "",
      "P",
      "PRI * HTTP/2.0\r\n",
      preface,
      "GET / HT",
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nab",
    ];
    for (const word of words) {
      using client = await dial(port.number);
      client.write(word);
      await new Promise((resolve) => setTimeout(resolve, 5));
      client.socket.resetAndDestroy();
    }
    expect((await overHttp1(port.url)).status).toBe(200);
    expect((await overHttp2(port.url)).status).toBe(200);
  });
});
