import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import {
  createMemoryReplayGuard,
  ReceiptBodyTooLong,
  type ReceiptError,
} from "../../clients/node/src/index.ts";
import {
  type ReceiptMiddlewareOptions,
  receiptMiddleware,
  receiptOf,
  refuseReceipt,
  requireReceipt,
} from "../../clients/node/src/middleware.ts";
import { createKeyServer } from "./support/key-server.ts";
import { aClaimSet, aReceipt, aVerifier, createKey, noon, refusalOf } from "./support/receipts.ts";
import { listen } from "./support/server.ts";

const key = createKey("es-1");
const keys = { keys: [key.jwk] };
const verifier = aVerifier({ keys });
const receipt = aReceipt(key);

interface AppRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  body?: unknown;
}

describe("receiptMiddleware", () => {
  test("lets in who shows a receipt, and hands it on", async () => {
    const { call } = await anApp();
    const answer = await call({ authorization: `Bearer ${receipt}` });
    expect(answer).toMatchObject({ status: 200, body: "canary@example.com" });
  });

  test.for<{ name: string; authorization?: string }>([
    { name: "none" },
    { name: "nothing", authorization: "" },
    { name: "the scheme alone", authorization: "Bearer" },
    { name: "the receipt alone", authorization: receipt },
    { name: "another scheme", authorization: `Basic ${receipt}` },
    { name: "two receipts", authorization: `Bearer ${receipt} ${receipt}` },
    { name: "two receipts in a list", authorization: `Bearer ${receipt}, Bearer ${receipt}` },
    { name: "a forged receipt", authorization: `Bearer ${aReceipt(createKey("es-1"))}` },
    { name: "an API key", authorization: "Bearer np_live_sk_canary" },
    { name: "a receipt for something else", authorization: `Bearer ${receiptWith({ purpose: "other" })}` },
  ])("answers $name with a 401 that says the same to all", async ({ authorization }) => {
    const { call, refusals } = await anApp();
    const answer = await call(authorization === undefined ? {} : { authorization });
    expect(answer).toEqual({
      status: 401,
      body: '{"error":"receipt_refused"}',
      type: "application/json",
      challenge: "Bearer",
      cache: "no-store",
    });
    expect(refusals).toHaveLength(1);
  });

  test("answers 503 while the keys cannot be had, so that nobody has to prove their mailbox again", async () => {
    const server = createKeyServer();
    server.answer = () => new Response("", { status: 500 });
    const { call } = await anApp({}, aVerifier({ fetch: server.fetch }));
    expect(await call({ authorization: `Bearer ${receipt}` })).toMatchObject({
      status: 503,
      body: '{"error":"receipt_keys_unavailable"}',
    });
  });

  test("tells the log why, and the caller not", async () => {
    const { call, refusals } = await anApp({ purpose: "delete-account" });
    expect((await call({ authorization: `Bearer ${receipt}` })).body).not.toContain("PURPOSE");
    expect(refusals).toMatchObject([{ reason: "PURPOSE" }]);
  });

  test("lets in once with consume", async () => {
    const { call } = await anApp({ consume: createMemoryReplayGuard({ now: () => noon }) });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call({ authorization: `Bearer ${receipt}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)]);
  });

  test("lets in only with the nonce of the session, and nobody without a session", async () => {
    const nonce = async (request: AppRequest) => request.headers["x-session"];
    const { call } = await anApp({ nonce });
    const authorization = `Bearer ${receiptWith({ nonce: "n-1" })}`;
    expect(await call({ authorization, "x-session": "n-1" })).toMatchObject({ status: 200 });
    expect(await call({ authorization, "x-session": "n-2" })).toMatchObject({ status: 401 });
    expect(await call({ authorization })).toMatchObject({ status: 401 });
    expect(await call({ authorization: `Bearer ${receipt}` })).toMatchObject({ status: 401 });
  });

  test("finds the receipt in a field, and nowhere else then", async () => {
    const { call } = await anApp({ field: "receipt" });
    expect(await call({}, { receipt })).toMatchObject({ status: 200 });
    expect(await call({ authorization: `Bearer ${receipt}` }, {})).toMatchObject({ status: 401 });
    for (const body of [undefined, null, "", receipt, [receipt], { receipt: [receipt] }, { receipt: null }])
      expect(await call({}, body)).toMatchObject({ status: 401 });
    const inherited = Object.create({ receipt });
    expect(await call({}, inherited)).toMatchObject({ status: 401 });
  });

  test.for<{ name: string; options: ReceiptMiddlewareOptions<AppRequest> }>([
    { name: "the database", options: { consume: () => Promise.reject(new Error("away")) } },
    { name: "the session", options: { nonce: () => Promise.reject(new Error("away")) } },
    {
      name: "the log",
      options: {
        purpose: "other",
        onRefused: () => {
          throw new Error("away");
        },
      },
    },
  ])("hands on what $name throws, and lets nobody in", async ({ options }) => {
    const { call } = await anApp(options);
    expect(await call({ authorization: `Bearer ${receipt}` })).toMatchObject({ status: 500, body: "away" });
  });
});

test("receiptOf does not take a request that no middleware has seen for one with a receipt", () => {
  const request = { headers: {}, receipt: { email: "eve@example.com" } };
  expect(() => receiptOf(request)).toThrow("receiptMiddleware did not run for this request");
});

describe("requireReceipt", () => {
  const url = "https://app.example/confirm";

  test("takes a Request of the fetch API", async () => {
    const request = new Request(url, { headers: { authorization: `bearer ${receipt}` } });
    expect(await requireReceipt(request, verifier)).toMatchObject({ email: "canary@example.com" });
  });

  test.for<{ name: string; body: string | URLSearchParams; headers: Record<string, string> }>([
    { name: "JSON", body: JSON.stringify({ receipt }), headers: { "content-type": "application/json" } },
    { name: "JSON of no type", body: JSON.stringify({ receipt }), headers: {} },
    { name: "a form", body: new URLSearchParams({ receipt, other: "a" }), headers: {} },
  ])("finds the receipt in a field of $name, and leaves the body to be read", async ({ body, headers }) => {
    const request = new Request(url, { method: "POST", body, headers });
    expect(await requireReceipt(request, verifier, { field: "receipt" })).toMatchObject({ id: "jti-canary" });
    expect(await request.text()).toContain(receipt);
  });

  test.for<{ name: string; init: RequestInit }>([
    { name: "no body", init: {} },
    { name: "no JSON", init: { method: "POST", body: "receipt" } },
    { name: "a JSON text", init: { method: "POST", body: JSON.stringify(receipt) } },
    { name: "null", init: { method: "POST", body: "null" } },
    { name: "a receipt in the URL", init: { method: "POST", body: "{}" } },
    { name: "a receipt in the wrong place", init: { headers: { authorization: `Bearer ${receipt}` } } },
  ])("refuses $name where a field is wanted", async ({ init }) => {
    const request = new Request(`${url}?receipt=${receipt}`, init);
    const refusal = await refusalOf(requireReceipt(request, verifier, { field: "receipt" }));
    expect(refusal.reason).toBe("MALFORMED");
  });

  test("does not read a body without end", async () => {
    const body = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(65_536).fill(32)) });
    const request = new Request(url, { method: "POST", body, duplex: "half" });
    const refusal = await refusalOf(requireReceipt(request, verifier, { field: "receipt" }));
    expect(refusal).toBeInstanceOf(ReceiptBodyTooLong);
    expect(refusal.reason).toBe("MALFORMED");
    const answer = refuseReceipt(refusal);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toEqual({ error: "receipt_body_too_long" });
  });

  test("reads a body of 1 MiB and not a byte more", async () => {
    const start = JSON.stringify({ receipt });
    const ask = (length: number) =>
      requireReceipt(new Request(url, { method: "POST", body: start.padEnd(length) }), verifier, {
        field: "receipt",
      });
    expect(await ask(1_048_576)).toMatchObject({ id: "jti-canary" });
    expect(await refusalOf(ask(1_048_577))).toBeInstanceOf(ReceiptBodyTooLong);
  });

  test("hands on what goes wrong while a body is read", async () => {
    const body = new ReadableStream({ pull: (stream) => stream.error(new Error("cut off")) });
    const request = new Request(url, { method: "POST", body, duplex: "half" });
    await expect(requireReceipt(request, verifier, { field: "receipt" })).rejects.toThrow("cut off");
  });

  test("takes a request as Fastify has it", async () => {
    const request = { headers: { authorization: `Bearer ${receipt}` }, body: { receipt } };
    expect(await requireReceipt(request, verifier)).toMatchObject({ id: "jti-canary" });
    expect(await requireReceipt(request, verifier, { field: "receipt" })).toMatchObject({ id: "jti-canary" });
  });

  test("makes all checks", async () => {
    const request = new Request(url, { headers: { authorization: `Bearer ${receipt}` } });
    const reasonFor = async (checks: object) =>
      (await refusalOf(requireReceipt(request, verifier, checks))).reason;
    expect(await reasonFor({ purpose: "other" })).toBe("PURPOSE");
    expect(await reasonFor({ nonce: "n-1" })).toBe("NONCE");
    expect(await reasonFor({ nonce: undefined })).toBe("NONCE");
    expect(await reasonFor({ consume: () => false })).toBe("REPLAYED");
  });

  test("has an answer for a receipt that was refused, and for nothing else", async () => {
    const refusal = await refusalOf(verifier.verify(""));
    const answer = refuseReceipt(refusal);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await answer.json()).toEqual({ error: "receipt_refused" });
    const fault = new Error("away");
    expect(() => refuseReceipt(fault)).toThrow(fault);
  });
});

/** An app of `node:http` with the middleware before its only page, which greets by address. */
async function anApp(options: ReceiptMiddlewareOptions<AppRequest> = {}, judge = verifier) {
  const refusals: ReceiptError[] = [];
  const onRefused = (error: ReceiptError) => void refusals.push(error);
  const middleware = receiptMiddleware<AppRequest>(judge, { onRefused, ...options });
  const bodies: unknown[] = [];
  const server = createServer((incoming, response) => {
    const request = Object.assign(incoming, { body: bodies.shift() }) as unknown as AppRequest;
    middleware(request, response, (error) => {
      response.statusCode = error === undefined ? 200 : 500;
      response.end(error === undefined ? receiptOf(request).email : (error as Error).message);
    });
  });
  const { url } = await listen(server);

  async function call(headers: Record<string, string>, body?: unknown) {
    bodies.push(body);
    const answer = await fetch(url, { method: "POST", headers });
    return {
      status: answer.status,
      body: await answer.text(),
      type: answer.headers.get("content-type"),
      challenge: answer.headers.get("www-authenticate"),
      cache: answer.headers.get("cache-control"),
    };
  }

  return { call, refusals };
}

function receiptWith(claims: Record<string, unknown>): string {
  return aReceipt(key, { claims: aClaimSet(claims) });
}
