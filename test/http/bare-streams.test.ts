import http2 from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startService, type TestService } from "../e2e/support/service.ts";
import { data, emptySettings, frame, headers, preface, reset, settings } from "./support/frames.ts";
import { dial, type RawSocket } from "./support/raw-socket.ts";
import { overSession } from "./support/requests.ts";

const path = "/nopass.v1.NoPassService/SendCode";
const body = Buffer.from('{"email":"ada@example.com"}');

let service: TestService;
beforeAll(async () => {
  service = await startService({ policy: { cool_down: "0s", budget: 900 } });
});
afterAll(() => service.stop());

/** The headers of a call, with or without a key. */
function call({ key = true } = {}): Record<string, string> {
  return {
    ":method": "POST",
    ":scheme": "http",
    ":path": path,
    ":authority": "localhost",
    "content-type": "application/json",
    ...(key ? { authorization: `Bearer ${service.secretKey}` } : {}),
  };
}

async function speak(...frames: readonly Uint8Array[]): Promise<RawSocket> {
  const client = await dial(service.port);
  client.write(Buffer.concat([Buffer.from(preface), emptySettings, ...frames]));
  return client;
}

/** Whoever broke off: the next caller is served, by the same process. */
async function expectServed(): Promise<void> {
  await sleep(50);
  const session = http2.connect(service.url);
  const { ":method": method, ":path": path, ":scheme": _, ":authority": __, ...rest } = call();
  const sent = { method: method ?? "", path: path ?? "", headers: rest, body: body.toString() };
  expect((await overSession(session, sent)).status).toBe(200);
  session.destroy();
}

describe("a caller that breaks off harms nobody", () => {
  const errors = [0, 1, 2, 5, 7, 8, 11, 0xffff];

  test.for(errors)("resets a call that was refused already, with error %i", async (error) => {
    using client = await speak(headers(1, call({ key: false })));
    await client.received("KEY_UNKNOWN");
    client.write(reset(1, error));
    await expectServed();
  });

  test.for(errors)("resets a call in the packet that opens it, with error %i", async (error) => {
    for (const key of [true, false]) {
      using _client = await speak(headers(1, call({ key })), data(1, body), reset(1, error));
      await expectServed();
    }
  });

  test.for(errors)("resets a call within its body, with error %i", async (error) => {
    using client = await speak(headers(1, call()), data(1, body.subarray(0, 5)));
    await sleep(20);
    client.write(reset(1, error));
    await expectServed();
  });

  test.for(errors)("resets a call whose body was too long, with error %i", async (error) => {
    using client = await speak(
      headers(1, call()),
      data(1, Buffer.alloc(16_000)),
      data(1, Buffer.alloc(1_000)),
    );
    await client.received("larger than 16 KiB");
    client.write(reset(1, error));
    await expectServed();
  });

  test.for([
    { what: "a frame that breaks the protocol", bytes: frame(0, 0, 0, Buffer.of(1)) },
    { what: "a frame of settings with half a setting", bytes: frame(4, 0, 0, Buffer.of(1, 2, 3)) },
    { what: "a window that is too large", bytes: frame(8, 0, 1, Buffer.of(0x7f, 0xff, 0xff, 0xff)) },
    { what: "its farewell", bytes: frame(7, 0, 0, Buffer.alloc(8)) },
    { what: "headers that cannot be read", bytes: frame(1, 5, 3, Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff)) },
  ])("sends $what right behind a call", async ({ bytes }) => {
    for (const key of [true, false]) {
      using _client = await speak(headers(1, call({ key })), data(1, body, true), bytes);
      await expectServed();
      using cut = await speak(headers(1, call({ key })), bytes);
      cut.socket.resetAndDestroy();
      await expectServed();
    }
  });

  test("hangs up in the packet that opens its calls", async () => {
    const many = Array.from({ length: 200 }, (_, i) => headers(1 + 2 * i, call()));
    const client = await speak(...many);
    client.socket.resetAndDestroy();
    await expectServed();
  });
});

describe("a call is answered", () => {
  test("if its body comes byte by byte", async () => {
    const bytes = [...body].map((byte, i) => data(1, Buffer.of(byte), i === body.length - 1));
    using client = await speak(headers(1, call()), ...bytes);
    expect(await client.received("challengeId")).toContain("codeLength");
  });

  test("if its client sends trailers", async () => {
    using client = await speak(
      headers(1, call()),
      data(1, body),
      headers(1, { "x-trailer": "yes" }, { ends: true }),
    );
    await client.received("challengeId");
  });

  test("with a refusal if it has no body", async () => {
    using client = await speak(headers(1, call(), { ends: true }));
    await client.received("REQUEST_INVALID");
  });

  test("thousands of times over one connection", async () => {
    const session = http2.connect(service.url);
    const { ":method": method, ":path": path, ":scheme": _, ":authority": __, ...rest } = call();
    const sent = { method: method ?? "", path: path ?? "", headers: rest, body: "{}" };
    const answers = await Promise.all(Array.from({ length: 2_000 }, () => overSession(session, sent)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    session.destroy();
  });
});

test("a caller that does not take its answer does not keep it lying here", async () => {
  using client = await speak(settings({ 4: 0 }), headers(1, call({ key: false }), { ends: true }));
  // A reset of stream 1, whatever its error.
  expect(await client.received(Buffer.from("0000040300000000", "hex").toString("latin1"))).toBeTruthy();
  await expectServed();
});

test("a caller that resets its streams as fast as it opens them is sent away", async () => {
  const pairs = Array.from({ length: 1_000 }, (_, i) => [
    headers(1 + 2 * i, call()),
    reset(1 + 2 * i, 8),
  ]).flat();
  using client = await speak(...pairs);
  await client.closed();
  await expectServed();
});
