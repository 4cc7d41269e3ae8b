import { describe, expect, test } from "vitest";
import { createMemoryReplayGuard } from "../../clients/node/src/index.ts";
import { receiptOf } from "../../clients/node/src/middleware.ts";
import { frameworks } from "./support/frameworks.ts";
import { createKeyServer } from "./support/key-server.ts";
import { aClaimSet, aReceipt, aVerifier, createKey, noon } from "./support/receipts.ts";

const key = createKey("es-1");
const verifier = aVerifier({ keys: { keys: [key.jwk] } });
const receipt = aReceipt(key);
const authorization = `Bearer ${receipt}`;

describe.for(frameworks)("in $name", ({ start }) => {
  test("who shows a receipt is let in, and the page knows the address", async () => {
    const url = await start(verifier);
    expect(await post(url, { authorization })).toMatchObject({
      status: 200,
      body: "canary@example.com undefined",
    });
  });

  test("everybody else is told the same, and the log is told why", async () => {
    const reasons: string[] = [];
    const url = await start(verifier, { onRefused: ({ reason }) => void reasons.push(reason) });
    const forged = aReceipt(createKey("es-1"));
    for (const shown of [{}, { authorization: receipt }, { authorization: `Bearer ${forged}` }])
      expect(await post(url, shown)).toEqual({
        status: 401,
        body: '{"error":"receipt_refused"}',
        type: expect.stringMatching(/^application\/json\b/),
        challenge: "Bearer",
        cache: "no-store",
        retryAfter: null,
      });
    expect(reasons).toEqual(["MALFORMED", "MALFORMED", "SIGNATURE"]);
  });

  test("nobody has to prove their mailbox again while the keys cannot be had", async () => {
    const server = createKeyServer();
    server.answer = () => new Response("", { status: 500 });
    const url = await start(aVerifier({ fetch: server.fetch }));
    expect(await post(url, { authorization })).toMatchObject({
      status: 503,
      body: '{"error":"receipt_keys_unavailable"}',
      retryAfter: "5",
    });
  });

  test("a receipt lets in once with consume", async () => {
    const url = await start(verifier, { consume: createMemoryReplayGuard({ now: () => noon }) });
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(url, { authorization })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  });

  test("a receipt lets in only with the nonce of the session", async () => {
    const url = await start(verifier, { isNonceWanted: true });
    const bound = `Bearer ${aReceipt(key, { claims: aClaimSet({ nonce: "n-1" }) })}`;
    const statuses = [
      await post(url, { authorization: bound, "x-session": "n-1" }),
      await post(url, { authorization: bound, "x-session": "n-2" }),
      await post(url, { authorization: bound }),
      await post(url, { authorization }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 401, 401, 401]);
  });

  test.for([
    { form: "JSON", body: JSON.stringify({ receipt, also: "this" }), type: "application/json" },
    {
      form: "a form",
      body: new URLSearchParams({ receipt, also: "this" }).toString(),
      type: "application/x-www-form-urlencoded",
    },
  ])("a receipt is found in a field of $form, and the page can read the rest", async ({ body, type }) => {
    const url = await start(verifier, { field: "receipt" });
    const found = await post(url, { "content-type": type }, body);
    expect(found).toMatchObject({ status: 200, body: "canary@example.com this" });
    const elsewhere = await post(`${url}?receipt=${receipt}`, { authorization, "content-type": type }, "");
    expect([400, 401]).toContain(elsewhere.status);
  });

  test("a body that is too long is answered as such, unless somebody has read it before", async ({
    task,
  }) => {
    const url = await start(verifier, { field: "receipt" });
    const body = JSON.stringify({ receipt }).padEnd(1_100_000);
    const answer = await post(url, { "content-type": "application/json" }, body);
    expect(answer.status).toBe(task.suite?.name.endsWith("read before") ? 200 : 413);
  });

  test("what the database throws is the framework's to answer, and lets nobody in", async () => {
    const url = await start(verifier, { consume: () => Promise.reject(new Error("away")) });
    expect(await post(url, { authorization })).toMatchObject({ status: 500 });
  });
});

test("a request that no middleware has seen has no receipt", () => {
  expect(() => receiptOf({})).toThrow("did not run");
});

async function post(url: string, headers: Record<string, string>, body?: string) {
  const page = new URL(url);
  page.pathname = "/sign-in";
  const answer = await fetch(page, { method: "POST", headers, ...(body === undefined ? {} : { body }) });
  return {
    status: answer.status,
    body: await answer.text(),
    type: answer.headers.get("content-type"),
    challenge: answer.headers.get("www-authenticate"),
    cache: answer.headers.get("cache-control"),
    retryAfter: answer.headers.get("retry-after"),
  };
}
