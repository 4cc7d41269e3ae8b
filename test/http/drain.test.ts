import { once } from "node:events";
import { Agent } from "node:http";
import http2 from "node:http2";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Delivery } from "../../src/core/ports.ts";
import { drain } from "../../src/http/drain.ts";
import { startService, type TestServiceOptions } from "../e2e/support/service.ts";
import { openPort } from "./support/clear-port.ts";
import { emptySettings, preface, settingsOfServer } from "./support/frames.ts";
import { dial } from "./support/raw-socket.ts";
import { type Answer, overHttp1, overHttp2, overSession, type Sent } from "./support/requests.ts";

describe("a service that is told to stop", () => {
  test("stops at once when nobody is connected", async () => {
    await using service = await startService();
    expect(await timed(() => service.stop())).toBeLessThan(500);
  });

  test("stops at once when all connections are idle", async () => {
    await using service = await startService();
    const agent = new Agent({ keepAlive: true });
    await overHttp1(service.url, { path: "/livez" }, agent);
    const session = http2.connect(service.url);
    await overSession(session, { path: "/livez" });
    const goaway = once(session, "goaway");
    expect(await timed(() => service.stop())).toBeLessThan(500);
    expect(await goaway).toEqual([0, expect.anything(), undefined]);
    agent.destroy();
  });

  test("does not wait long for a client that connected and says nothing", async () => {
    await using service = await startService();
    using _client = await dial(service.port);
    expect(await timed(() => service.stop())).toBeLessThan(2_000);
  });

  test("takes no new connections", async () => {
    const { service, deliver } = await startSlowService();
    const answered = sendCode(service.url, service.secretKey);
    await deliver.started;
    const stopped = service.stop();
    await pause(100);
    await expect(overHttp1(service.url, { path: "/livez" })).rejects.toThrow("ECONNREFUSED");
    deliver.finish();
    await Promise.all([answered, stopped]);
  });

  test("finishes what is in flight over HTTP/1.1, and says that the connection ends", async () => {
    const { service, deliver } = await startSlowService();
    const agent = new Agent({ keepAlive: true });
    const answered = sendCode(service.url, service.secretKey, (url: string, sent: Sent) =>
      overHttp1(url, sent, agent),
    );
    await deliver.started;
    const stopped = service.stop();
    await pause(100);
    deliver.finish();
    const { status, headers } = await answered;
    expect({ status, connection: headers.connection }).toEqual({ status: 200, connection: "close" });
    expect(await timed(() => stopped)).toBeLessThan(500);
    agent.destroy();
  });

  test("finishes what is in flight over HTTP/2", async () => {
    const { service, deliver } = await startSlowService();
    const answered = sendCode(service.url, service.secretKey, overHttp2);
    await deliver.started;
    const stopped = service.stop();
    await pause(100);
    deliver.finish();
    expect((await answered).status).toBe(200);
    expect(await timed(() => stopped)).toBeLessThan(500);
  });

  test("mails a code whose caller has gone, before it ends", async () => {
    const { service, deliver, delivered } = await startSlowService();
    using client = await dial(service.port);
    const body = '{"email":"ada@example.com"}';
    const lines = [
      "POST /nopass.v1.NoPassService/SendCode HTTP/1.1",
      "host: a",
      "content-type: application/json",
    ];
    lines.push(`authorization: Bearer ${service.secretKey}`, `content-length: ${body.length}`, "", body);
    client.write(lines.join("\r\n"));
    await deliver.started;
    client.socket.destroy();
    const stopped = service.stop();
    await pause(100);
    expect(delivered()).toBe(0);
    setTimeout(() => deliver.finish(), 100);
    await stopped;
    expect(delivered()).toBe(1);
  });

  test("is not ready from then on, while it still answers", async () => {
    const { service, deliver } = await startSlowService({ env: { NOPASS_DRAIN_DELAY: "1" } });
    const stopped = service.stop();
    expect((await overHttp1(service.url, { path: "/readyz" })).status).toBe(503);
    expect((await overHttp1(service.url, { path: "/livez" })).status).toBe(200);
    deliver.finish();
    expect((await sendCode(service.url, service.secretKey)).status).toBe(200);
    await stopped;
  });

  test("writes how it ended", async () => {
    await using service = await startService();
    await service.stop();
    expect(JSON.parse(service.logs.at(-1) ?? "")).toMatchObject({ event: "drained", aborted: 0 });
  });
});

describe("a port that is told to close", () => {
  test("cuts off what does not end in time, over either version, and counts it", async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    let waiting = 0;
    await using port = await openPort({}, () => {
      if (++waiting === 2) resolve();
    });
    const never = [overHttp1(port.url), overHttp2(port.url)].map((answer) => answer.catch(() => "cut off"));
    await asked;
    const startedAt = performance.now();
    expect(await drain(port.port, 300)).toBe(2);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(await Promise.all(never)).toEqual(["cut off", "cut off"]);
  });

  test("sends away a client whose first words come after that", async () => {
    await using port = await openPort();
    using client = await dial(port.number);
    client.write("PRI * HTTP/2.0\r\n\r\n");
    await pause(50);
    const closed = drain(port.port, 5_000);
    client.write(Buffer.concat([Buffer.from("SM\r\n\r\n"), emptySettings]));
    expect(await client.closed()).toContain(goaway);
    client.socket.destroy();
    expect(await timed(() => closed)).toBeLessThan(500);
  });
});

test("a service does not wait for clients that do not hang up", async () => {
  await using service = await startService();
  using client = await dial(service.port);
  client.write(Buffer.concat([Buffer.from(preface), emptySettings]));
  await client.received(settingsOfServer);
  expect(await timed(() => service.stop())).toBeLessThan(2_000);
  expect(client.socket.writable).toBe(true);
});

/** RFC 9113 §6.8: 8 bytes of payload, type 7, no flags, stream 0. */
const goaway = Buffer.from("000008070000000000", "hex").toString("latin1");

/** A service whose mail goes out when the test says so. */
async function startSlowService(options: TestServiceOptions = {}) {
  const [started, finished] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let delivered = 0;
  const transport = {
    async deliver(): Promise<Delivery> {
      started.resolve();
      await finished.promise;
      delivered++;
      return { kind: "accepted" };
    },
  };
  const service = await startService({ ...options, world: { transport } });
  return {
    service,
    deliver: { started: started.promise, finish: finished.resolve },
    delivered: () => delivered,
  };
}

function sendCode(url: string, key: string, ask: (url: string, sent: Sent) => Promise<Answer> = overHttp1) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const path = "/nopass.v1.NoPassService/SendCode";
  return ask(url, { method: "POST", path, headers, body: '{"email":"ada@example.com"}' });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
