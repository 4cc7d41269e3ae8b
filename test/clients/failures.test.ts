import { createServer } from "node:net";
import { create as createMessage } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { SendCodeResponseSchema } from "../../clients/shared/gen/nopass/v1/nopass_pb.js";
import { clientKinds, failureOf } from "./support/clients.ts";
import { type Answer, startFakeNoPass } from "./support/fake-no-pass.ts";
import { codes, type Refusal, refuse, refuseWith } from "./support/refuse.ts";
import { listen, serve } from "./support/server.ts";

const ada = { email: "ada@example.com" };

describe.for(clientKinds)("what $name says of a refusal", ({ create, http }) => {
  test.for(Object.keys(codes) as Refusal[])("%s", async (reason) => {
    const service = await startFakeNoPass({ sendCode: [refuse(reason)] }, http);
    const failure = await failureOf(create({ url: service.url, maxRetries: 0 }).sendCode(ada));
    expect(failure).toMatchObject({ name: "NoPassError", reason, violations: [] });
    expect(failure.message).toMatch(new RegExp(`^${reason}: [a-z]`));
  });

  test("how many attempts are left after a wrong code", async () => {
    const answer = refuse("CODE_REJECTED", { metadata: { attempts_left: "0" } });
    const service = await startFakeNoPass({ verifyCode: [answer] }, http);
    const failure = await failureOf(create(service).verifyCode({ challengeId: "nc1_c", code: "012345" }));
    expect(failure).toMatchObject({ reason: "CODE_REJECTED", attemptsLeft: 0 });
  });

  test("where a mail that may still arrive can be judged", async () => {
    const answer = refuse("DELIVERY_UNKNOWN", { metadata: { challenge_id: "nc1_late" } });
    const service = await startFakeNoPass({ sendCode: [answer] }, http);
    const failure = await failureOf(create(service).sendCode(ada));
    expect(failure).toMatchObject({ reason: "DELIVERY_UNKNOWN", challengeId: "nc1_late" });
  });

  test("how long to wait", async () => {
    const answer = refuse("COOLING_DOWN", { retryAfterMs: 29_500 });
    const service = await startFakeNoPass({ sendCode: [answer] }, http);
    expect(await failureOf(create(service).sendCode(ada))).toMatchObject({ retryAfterMs: 29_500 });
  });

  test("how long to wait, from the header alone", async () => {
    const answer = refuse("COOLING_DOWN", { header: { "retry-after": "30" } });
    const service = await startFakeNoPass({ sendCode: [answer] }, http);
    expect(await failureOf(create(service).sendCode(ada))).toMatchObject({ retryAfterMs: 30_000 });
  });

  test("every field that broke its rule", async () => {
    const violations = [
      { field: "ttl", description: "must be at least 30 seconds" },
      { field: "locale", description: "must be a BCP 47 tag" },
    ];
    const service = await startFakeNoPass({ sendCode: [refuse("REQUEST_INVALID", { violations })] }, http);
    expect(await failureOf(create(service).sendCode(ada))).toMatchObject({ violations });
  });

  test("that it does not know a reason of a later version", async () => {
    const service = await startFakeNoPass({ sendCode: [refuseWith(Code.Unavailable, "MOON_PHASE")] }, http);
    expect(await failureOf(create(service).sendCode(ada))).toMatchObject({ reason: "UNKNOWN" });
    expect(service.sendCodeCalls).toHaveLength(1);
  });

  test("that it does not take another service's reason for ours", async () => {
    const answer = refuseWith(Code.PermissionDenied, "CODE_REJECTED", { domain: "example.com" });
    const service = await startFakeNoPass({ sendCode: [answer] }, http);
    expect(await failureOf(create(service).sendCode(ada))).toMatchObject({ reason: "UNKNOWN" });
  });
});

describe.for(clientKinds)("what $name says when", ({ create, http }) => {
  test("nothing listens at the address", async () => {
    const failure = await failureOf(create({ url: "http://localhost:1" }).sendCode(ada));
    expect(failure).toMatchObject({ reason: "UNREACHABLE" });
    expect(String((failure.cause as Error | undefined)?.stack)).toContain("ConnectError");
  });

  test("the connection breaks at every try", async () => {
    const server = await listen(
      createServer((socket) => socket.once("data", () => socket.resetAndDestroy())),
    );
    const failure = await failureOf(create(server).sendCode(ada));
    expect(failure).toMatchObject({ reason: "UNREACHABLE" });
    expect(server.opened).toBe(3);
  });

  test("a server does not answer in time", async () => {
    const server = await listen(createServer(() => {}));
    const start = performance.now();
    const failure = await failureOf(create({ url: server.url, timeoutMs: 300 }).sendCode(ada));
    expect(failure).toMatchObject({ reason: "TIMEOUT" });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test("the service hears the call and does not answer in time", async () => {
    const service = await startFakeNoPass({ sendCode: [() => new Promise(() => {})] }, http);
    const failure = await failureOf(create(service).sendCode(ada, { timeoutMs: 300 }));
    expect(failure).toMatchObject({ reason: "TIMEOUT" });
    expect(service.sendCodeCalls).toHaveLength(1);
  });

  test("the service says itself that time is up", async () => {
    const answer = () => {
      throw new ConnectError("too late", Code.DeadlineExceeded);
    };
    const service = await startFakeNoPass({ sendCode: [answer] }, http);
    expect(await failureOf(create(service).sendCode(ada))).toMatchObject({ reason: "TIMEOUT" });
    expect(service.sendCodeCalls).toHaveLength(1);
  });

  test.for([
    { status: 502, reason: "UNREACHABLE", tries: 3 },
    { status: 404, reason: "UNKNOWN", tries: 1 },
    { status: 200, reason: "UNKNOWN", tries: 1 },
  ])("a proxy answers with an HTML page and status $status", async ({ status, reason, tries }) => {
    let tried = 0;
    const proxy = await serve(http, (_, response) => {
      tried += 1;
      response.writeHead(status, { "content-type": "text/html" });
      response.end("<h1>It works!</h1>");
    });
    expect(await failureOf(create(proxy).sendCode(ada))).toMatchObject({ reason });
    expect(tried).toBe(tries);
  });

  test("an answer lacks what the service always sends", async () => {
    const service = await startFakeNoPass({ sendCode: [() => createMessage(SendCodeResponseSchema)] }, http);
    expect(await failureOf(create(service).sendCode(ada))).toMatchObject({ reason: "UNKNOWN" });
    expect(service.sendCodeCalls).toHaveLength(1);
  });

  test("the caller gives up while the service thinks, which hears of it", async () => {
    const heard: AbortSignal[] = [];
    const answer: Answer<unknown, never> = (_, { signal }) => {
      heard.push(signal);
      return new Promise(() => {});
    };
    const service = await startFakeNoPass({ sendCode: [answer] }, http);
    const caller = new AbortController();
    const call = failureOf(create(service).sendCode(ada, { signal: caller.signal }));
    await expect.poll(() => heard.length).toBe(1);
    caller.abort(new Error("went home"));
    expect(await call).toMatchObject({ reason: "CANCELED", cause: { message: "went home" } });
    await expect.poll(() => heard[0]?.aborted).toBe(true);
  });

  test("the caller gives up between two tries", async () => {
    const answer = refuse("STORE_UNAVAILABLE", { retryAfterMs: 5000 });
    const service = await startFakeNoPass({ sendCode: [answer] }, http);
    const caller = new AbortController();
    const call = failureOf(create(service).sendCode(ada, { signal: caller.signal }));
    await expect.poll(() => service.sendCodeCalls.length).toBe(1);
    const start = performance.now();
    setTimeout(() => caller.abort(), 50);
    expect(await call).toMatchObject({ reason: "CANCELED" });
    expect(performance.now() - start).toBeLessThan(2500);
    expect(service.sendCodeCalls).toHaveLength(1);
  });

  test("the caller had given up before", async () => {
    const service = await startFakeNoPass({}, http);
    const failure = await failureOf(create(service).sendCode(ada, { signal: AbortSignal.abort() }));
    expect(failure).toMatchObject({ reason: "CANCELED" });
    expect(service.server.opened).toBe(0);
  });
});

describe.for(clientKinds)("what $name says to a program without types that", ({ create, http }) => {
  test("passes a number for a code, which may have lost its leading zeros", async () => {
    const service = await startFakeNoPass({}, http);
    const call = create(service).verifyCode({ challengeId: "nc1_c", code: 12345 as unknown as string });
    await expect(call).rejects.toThrow(new TypeError("code must be a string"));
    expect(service.verifyCodeCalls).toHaveLength(0);
  });

  test.for([Number.NaN, Number.POSITIVE_INFINITY])("passes %s for a time", async (ms) => {
    const service = await startFakeNoPass({}, http);
    const client = create(service);
    await expect(client.sendCode({ ...ada, ttlMs: ms })).rejects.toThrow("ttlMs");
    await expect(client.sendCode(ada, { timeoutMs: ms })).rejects.toThrow("timeoutMs");
    expect(() => create({ url: service.url, timeoutMs: ms })).toThrow("timeoutMs");
    expect(() => create({ url: service.url, maxRetries: ms })).toThrow("maxRetries");
  });

  test.for([
    { url: "", apiKey: "np_test_sk_k_s", want: "url is missing" },
    { url: undefined, apiKey: "np_test_sk_k_s", want: "url is missing" },
    { url: "localhost:3600", apiKey: "np_test_sk_k_s", want: "url does not start with" },
    { url: "/nopass", apiKey: "np_test_sk_k_s", want: "url is not a URL" },
    { url: "https://ada:secret@localhost", apiKey: "np_test_sk_k_s", want: "url has a part" },
    { url: "https://localhost?a=b", apiKey: "np_test_sk_k_s", want: "url has a part" },
    { url: "https://localhost", apiKey: "", want: "apiKey is missing" },
    { url: "https://localhost", apiKey: undefined, want: "apiKey is missing" },
    { url: "https://localhost", apiKey: "sk_live_abc", want: "apiKey does not start with np_" },
    { url: "https://localhost", apiKey: "np_test_sk_k_s\n", want: "apiKey contains white space" },
  ])("passes url $url and key $apiKey", ({ url, apiKey, want }) => {
    expect(() => create({ url, apiKey } as { url: string; apiKey: string })).toThrow(want);
  });
});
