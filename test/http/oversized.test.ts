import { once } from "node:events";
import { Agent } from "node:http";
import http2 from "node:http2";
import { Client as Channel, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { maxBodyBytes } from "../../src/rpc/body.ts";
import { startService, type TestService } from "../e2e/support/service.ts";
import { dial } from "./support/raw-socket.ts";
import { type Answer, overHttp1, overSession, type Sent } from "./support/requests.ts";

const sendCode = "/nopass.v1.NoPassService/SendCode";
const megabytes = (count: number) => Array.from({ length: count * 16 }, () => Buffer.alloc(64 * 1024, " "));

let service: TestService;
beforeAll(async () => {
  service = await startService({ policy: { cool_down: "0s", budget: 900 } });
});
afterAll(() => service.stop());

describe.for([
  { how: "that says its length", headers: { "content-length": String(8 * 1024 * 1024) } },
  { how: "in chunks", headers: {} },
])("a body of 8 MiB $how", ({ headers }) => {
  test("is refused over HTTP/1.1, and the caller hears why", async () => {
    for (let i = 0; i < 10; i++) expectTooLarge(await overHttp1(service.url, oversized(headers)));
  });

  test("is refused over HTTP/2, and the connection serves the next call", async () => {
    // Node's client keeps what it has not sent yet within its limit of memory, and would refuse answers beyond it.
    const session = http2.connect(service.url, { maxSessionMemory: 100 });
    for (let i = 0; i < 10; i++) expectTooLarge(await overSession(session, oversized(headers)));
    expect((await overSession(session, small())).status).toBe(200);
    session.destroy();
  });

  test("is refused over HTTP/1.1, and the connection serves the next call", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expectTooLarge(await overHttp1(service.url, oversized(headers), agent));
    expect((await overHttp1(service.url, small(), agent)).status).toBe(200);
    agent.destroy();
  });
});

test("a caller over HTTP/1.1 that sends all before it reads hears why it was refused", async () => {
  using client = await dial(service.port);
  const body = Buffer.alloc(4 * 1024 * 1024, " ");
  client.write(
    `POST ${sendCode} HTTP/1.1\r\nhost: a\r\n${h1Headers()}content-length: ${body.length}\r\n\r\n`,
  );
  client.socket.pause();
  client.write(body);
  await once(client.socket, "drain");
  client.socket.resume();
  expect(await client.received("larger than 16 KiB")).toMatch(/^HTTP\/1\.1 400 /);
});

test("a stranger's large body is refused for the missing key", async () => {
  const { status, body } = await overHttp1(service.url, {
    method: "POST",
    path: sendCode,
    headers: { "content-type": "application/json" },
    body: megabytes(8),
  });
  expect(status).toBe(401);
  expect(body).toContain("KEY_UNKNOWN");
});

test("a gRPC client hears why its large message was refused", async () => {
  const channel = new Channel(`127.0.0.1:${service.port}`, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${service.secretKey}`);
  const same = (bytes: Buffer) => bytes;
  for (let i = 0; i < 10; i++) {
    const refused = await new Promise<ServiceError | null>((resolve) => {
      channel.makeUnaryRequest(sendCode, same, same, Buffer.alloc(1024 * 1024), metadata, resolve);
    });
    expect(refused?.code).toBe(status.INVALID_ARGUMENT);
    expect(refused?.details).toBe("the body is larger than 16 KiB");
  }
  channel.close();
});

describe("a body that never ends is answered, and then cut off", () => {
  test("over HTTP/1.1", async () => {
    using client = await dial(service.port);
    client.write(`POST ${sendCode} HTTP/1.1\r\nhost: a\r\n${h1Headers()}transfer-encoding: chunked\r\n\r\n`);
    const pour = setInterval(() => client.write(`4000\r\n${" ".repeat(0x4000)}\r\n`), 10);
    const startedAt = performance.now();
    const text = await client.closed();
    clearInterval(pour);
    expect(text).toContain("larger than 16 KiB");
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test("over HTTP/2", async () => {
    const session = http2.connect(service.url);
    const { path = "", headers, method = "" } = oversized({});
    const stream = session.request({ ":method": method, ":path": path, ...headers }, { endStream: false });
    const pour = setInterval(() => stream.write(Buffer.alloc(0x4000, " ")), 10);
    const [answered] = await once(stream, "response");
    expect(answered[":status"]).toBe(400);
    stream.resume();
    await once(stream, "close");
    clearInterval(pour);
    session.destroy();
  });
});

test("a request that nothing answers to does not keep the service from stopping, if it never ends", async () => {
  const service = await startService();
  const session = http2.connect(service.url);
  const stream = session.request({ ":method": "POST", ":path": "/nowhere" }, { endStream: false });
  const [answered] = await once(stream, "response");
  expect(answered[":status"]).toBe(404);
  stream.resume();
  const startedAt = performance.now();
  await service.stop();
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  session.destroy();
});

test("a stranger cannot have a large message read by services that need no key", async () => {
  const session = http2.connect(service.url);
  const message = Buffer.alloc(5 + 1024 * 1024);
  message.writeUInt32BE(1024 * 1024, 1);
  for (const path of [
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
  ]) {
    const stream = session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.end(message);
    stream.resume();
    const [trailers] = await once(stream, "trailers");
    expect(trailers["grpc-status"]).toBe(String(status.RESOURCE_EXHAUSTED));
  }
  session.destroy();
});

test.for([
  { bytes: maxBodyBytes, want: 200 },
  { bytes: maxBodyBytes + 1, want: 400 },
])("a body of $bytes bytes is answered with $want", async ({ bytes, want }) => {
  const json = JSON.stringify({ email: "ada@example.com" });
  for (const body of [
    json.padEnd(bytes),
    [Buffer.from(json), Buffer.alloc(bytes - json.length, " ")],
  ] as const) {
    const { headers } = small();
    const { status } = await overHttp1(service.url, { method: "POST", path: sendCode, headers, body });
    expect(status).toBe(want);
  }
});

function oversized(headers: Readonly<Record<string, string>>): Sent {
  return { ...small(), headers: { ...small().headers, ...headers }, body: megabytes(8) };
}

function small() {
  const headers = { authorization: `Bearer ${service.secretKey}`, "content-type": "application/json" };
  return { method: "POST", path: sendCode, headers, body: '{"email":"ada@example.com"}' };
}

function h1Headers(): string {
  return Object.entries(small().headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

function expectTooLarge({ status, body }: Answer): void {
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({
    code: "invalid_argument",
    message: "the body is larger than 16 KiB",
    details: [{ debug: { reason: "REQUEST_INVALID" } }],
  });
}
