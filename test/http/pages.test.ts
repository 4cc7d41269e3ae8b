import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createReceiptKey } from "../../src/commands/keys.ts";
import { Failure } from "../../src/core/failure.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { startService, type TestService } from "../e2e/support/service.ts";
import { noon, scriptedClock, seconds } from "../support/noon.ts";
import { overHttp1, overHttp2 } from "./support/requests.ts";

describe.for([
  { version: "HTTP/1.1", ask: overHttp1 },
  { version: "HTTP/2", ask: overHttp2 },
])("over $version", ({ ask }) => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  test("the liveness probe is answered", async () => {
    expect(await ask(service.url, { path: "/livez" })).toMatchObject({ status: 200, body: "alive\n" });
  });

  test("the readiness probe is answered", async () => {
    expect(await ask(service.url, { path: "/readyz" })).toMatchObject({ status: 200, body: "ready\n" });
  });

  test("probes are never kept by a cache", async () => {
    for (const path of ["/livez", "/readyz"])
      expect((await ask(service.url, { path })).headers["cache-control"]).toBe("no-store");
  });

  test("a query does not hide a page", async () => {
    expect((await ask(service.url, { path: "/livez?probe=1" })).status).toBe(200);
  });

  test("HEAD is answered like GET, without the body", async () => {
    const { status, headers, body } = await ask(service.url, { method: "HEAD", path: "/livez" });
    expect({ status, length: headers["content-length"], body }).toEqual({
      status: 200,
      length: "6",
      body: "",
    });
  });

  test.for(["POST", "PUT", "DELETE", "OPTIONS"])(
    "%s is not allowed on a page, and what is allowed is said",
    async (method) => {
      const { status, headers } = await ask(service.url, { method, path: "/livez" });
      expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "GET, HEAD" });
    },
  );

  test.for([
    "/",
    "/inbox",
    "/livez/",
    "//livez",
    "/constructor",
    "/__proto__",
    "/toString",
    "/%2e%2e/livez",
    "/.well-known/",
  ])("nothing is at %s", async (path) => {
    expect(await ask(service.url, { path })).toMatchObject({ status: 404, body: "not found\n" });
  });

  test("the keys that receipts are checked with may be read by every page, for five minutes", async () => {
    const { status, headers, body } = await ask(service.url, { path: "/.well-known/jwks.json" });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    });
    expect(JSON.parse(body)).toEqual({
      keys: [
        {
          kty: "EC",
          crv: "P-256",
          x: expect.any(String),
          y: expect.any(String),
          kid: expect.any(String),
          alg: "ES256",
          use: "sig",
        },
      ],
    });
  });
});

test("of several receipt keys all are listed, and none with its private part", async () => {
  const keys = await Promise.all([createReceiptKey("ES256"), createReceiptKey("EdDSA")]);
  await using service = await startService({ env: { NOPASS_RECEIPT_KEYS: JSON.stringify({ keys }) } });
  const { body } = await overHttp1(service.url, { path: "/.well-known/jwks.json" });
  const kids = JSON.parse(body).keys.map(({ kid }: { kid: string }) => kid);
  expect(kids).toEqual(keys.map((key) => (key as { kid: string }).kid));
  for (const key of keys) expect(body).not.toContain((key as { d: string }).d);
});

describe("a service whose store does not answer", () => {
  const { clock, pass } = scriptedClock(noon);
  let down = true;
  let service: TestService;
  beforeAll(async () => {
    const store = createMemoryStore(clock);
    const ping = () =>
      down ? Promise.reject(new Failure("STORE_UNAVAILABLE", "the store cannot be reached")) : store.ping();
    service = await startService({ world: { clock, store: { ...store, ping } } });
  });
  afterAll(() => service.stop());

  test("lives, is not ready, and is ready again once the store answers", async () => {
    expect((await overHttp1(service.url, { path: "/livez" })).status).toBe(200);
    expect(await overHttp1(service.url, { path: "/readyz" })).toMatchObject({
      status: 503,
      body: "not ready\n",
    });
    down = false;
    pass(seconds(2));
    expect((await overHttp1(service.url, { path: "/readyz" })).status).toBe(200);
  });
});

test("many probes at once ask the store only once", async () => {
  let asked = 0;
  const store = createMemoryStore(() => noon);
  const ping = () => {
    asked++;
    return store.ping();
  };
  await using service = await startService({ world: { clock: () => noon, store: { ...store, ping } } });
  await Promise.all(Array.from({ length: 50 }, () => overHttp1(service.url, { path: "/readyz" })));
  expect(asked).toBe(1);
});

test("a page that fails costs its caller the answer, and nobody else", async () => {
  const pages = {
    "/broken": () => {
      throw new Error("ada@example.com");
    },
    "/broken-later": () => Promise.reject(new Error("ada@example.com")),
  };
  await using service = await startService({ world: { pages } });
  for (const path of Object.keys(pages)) await expect(overHttp1(service.url, { path })).rejects.toThrow();
  expect((await overHttp1(service.url, { path: "/livez" })).status).toBe(200);
  const faults = service.logs.filter((line) => line.includes('"event":"fault"'));
  expect(faults).toHaveLength(2);
  expect(faults.join()).not.toContain("ada@example.com");
});

test("a request whose host is no host is refused, and is no fault of ours", async () => {
  await using service = await startService();
  const path = "/nopass.v1.NoPassService/SendCode";
  const headers = { host: "[", "content-type": "application/json" };
  expect((await overHttp1(service.url, { method: "POST", path, headers, body: "{}" })).status).toBe(400);
  expect(service.logs.join()).not.toContain("fault");
});
