import { describe, expect, test } from "vitest";
import { clientKinds, failureOf, packages } from "./support/clients.ts";
import { codeRight, codeSent, startFakeNoPass } from "./support/fake-no-pass.ts";
import { codes, type Refusal, refuse } from "./support/refuse.ts";
import { serve } from "./support/server.ts";

const repeated: readonly Refusal[] = ["STORE_UNAVAILABLE", "OVERLOADED", "DELIVERY_FAILED"];
const final = (Object.keys(codes) as Refusal[]).filter((reason) => !repeated.includes(reason));

describe.for(clientKinds)("$name", ({ create, http }) => {
  test("a code that could not be mailed is sent again under the same idempotency key", async () => {
    const answers = [refuse("STORE_UNAVAILABLE"), refuse("DELIVERY_FAILED"), codeSent];
    const service = await startFakeNoPass({ sendCode: answers }, http);
    await create(service).sendCode({ email: "ada@example.com" });
    const keys = service.sendCodeCalls.map(({ message }) => message.idempotencyKey);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  test("a code that could not be judged is judged again as the same attempt", async () => {
    const answers = [refuse("STORE_UNAVAILABLE"), refuse("OVERLOADED"), codeRight];
    const service = await startFakeNoPass({ verifyCode: answers }, http);
    await create(service).verifyCode({ challengeId: "nc1_challenge", code: "012345" });
    const ids = service.verifyCodeCalls.map(({ message }) => message.attemptId);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  test.for(repeated)("%s is given up after two retries", async (reason) => {
    const service = await startFakeNoPass({ sendCode: [refuse(reason)] }, http);
    const failure = await failureOf(create(service).sendCode({ email: "ada@example.com" }));
    expect(failure.reason).toBe(reason);
    expect(service.sendCodeCalls).toHaveLength(3);
  });

  test("nothing is repeated when no retries are wanted", async () => {
    const service = await startFakeNoPass({ sendCode: [refuse("STORE_UNAVAILABLE")] }, http);
    await failureOf(create({ url: service.url, maxRetries: 0 }).sendCode({ email: "ada@example.com" }));
    expect(service.sendCodeCalls).toHaveLength(1);
  });

  test.for(final)("%s is never repeated", async (reason) => {
    // The wait is what tempts: it must not be taken for an invitation.
    const answer = refuse(reason, { retryAfterMs: 1 });
    const service = await startFakeNoPass({ sendCode: [answer], verifyCode: [answer] }, http);
    const client = create(service);
    const failures = await Promise.all([
      failureOf(client.sendCode({ email: "ada@example.com" })),
      failureOf(client.verifyCode({ challengeId: "nc1_challenge", code: "012345" })),
    ]);
    expect(failures.map((failure) => failure.reason)).toEqual([reason, reason]);
    expect([service.sendCodeCalls.length, service.verifyCodeCalls.length]).toEqual([1, 1]);
  });
});

describe.for(packages)("$name", ({ create, http }) => {
  test("a retry waits for as long as the service asked", async () => {
    const answers = [refuse("OVERLOADED", { retryAfterMs: 400 }), codeSent];
    const service = await startFakeNoPass({ sendCode: answers }, http);
    await create(service).sendCode({ email: "ada@example.com" });
    const [first, second] = service.sendCodeCalls.map(({ atMs }) => atMs);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(395);
  });

  test("a retry waits for as long as a proxy asked", async () => {
    const triedAt: number[] = [];
    const proxy = await serve(http, (_, response) => {
      triedAt.push(performance.now());
      response.writeHead(503, { "content-type": "text/html", "retry-after": "1" });
      response.end("<h1>503</h1>");
    });
    await failureOf(create({ url: proxy.url, maxRetries: 1 }).sendCode({ email: "ada@example.com" }));
    const [first, second] = triedAt;
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(995);
  });

  test("a wait that would outlast the deadline is not begun", async () => {
    const answers = [refuse("STORE_UNAVAILABLE", { retryAfterMs: 60_000 })];
    const service = await startFakeNoPass({ sendCode: answers }, http);
    const start = performance.now();
    const failure = await failureOf(create(service).sendCode({ email: "ada@example.com" }));
    expect(failure).toMatchObject({ reason: "STORE_UNAVAILABLE", retryAfterMs: 60_000 });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(service.sendCodeCalls).toHaveLength(1);
  });

  test("all tries together keep to one deadline", async () => {
    const slow = () => new Promise<never>((_, reject) => setTimeout(() => reject(unavailable()), 150));
    const service = await startFakeNoPass({ sendCode: [slow] }, http);
    const start = performance.now();
    const client = create({ url: service.url, timeoutMs: 1000, maxRetries: 50 });
    const failure = await failureOf(client.sendCode({ email: "ada@example.com" }));
    expect(["STORE_UNAVAILABLE", "TIMEOUT"]).toContain(failure.reason);
    expect(performance.now() - start).toBeLessThan(2000);
    const left = service.sendCodeCalls.map(({ timeoutMs }) => timeoutMs ?? 0);
    expect(left.length).toBeGreaterThan(1);
    expect(left).toEqual(left.toSorted((a, b) => b - a));
  });
});

function unavailable(): unknown {
  try {
    return refuse("STORE_UNAVAILABLE")();
  } catch (error) {
    return error;
  }
}
