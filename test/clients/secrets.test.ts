import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { clientKinds, failureOf, secretKey } from "./support/clients.ts";
import { startFakeNoPass } from "./support/fake-no-pass.ts";
import { refuse } from "./support/refuse.ts";
import { serve } from "./support/server.ts";

const sendRequest = {
  email: "canary@example.com",
  nonce: "canary@example.com/nonce-canary",
  idempotencyKey: "idempotency-canary-22ch",
  challengeId: "nc1_challenge-canary",
  clientIp: "192.0.2.199",
};
const verifyRequest = {
  challengeId: "nc1_challenge-canary",
  code: "4711-0815",
  attemptId: "attempt-canary-22-chars",
};
// A secret that contains another must not leave its rest behind.
const secrets = [secretKey, "/nonce-canary", ...Object.values(sendRequest), ...Object.values(verifyRequest)];

describe.for(clientKinds)("$name keeps secrets out of", ({ create, http }) => {
  test("itself", async () => {
    const service = await startFakeNoPass({}, http);
    const client = create(service);
    await client.sendCode(sendRequest);
    expect(secretsShownBy(client)).toEqual([]);
  });

  test("the error of a refusal that repeats the whole request", async () => {
    const sendCode = repeating([secretKey, ...Object.values(sendRequest)]);
    const verifyCode = repeating([secretKey, ...Object.values(verifyRequest)]);
    const service = await startFakeNoPass({ sendCode: [sendCode], verifyCode: [verifyCode] }, http);
    const client = create(service);
    expect(secretsShownBy(await failureOf(client.sendCode(sendRequest)))).toEqual([]);
    expect(secretsShownBy(await failureOf(client.verifyCode(verifyRequest)))).toEqual([]);
  });

  test("the error of a proxy that repeats the whole request", async () => {
    const proxy = await serve(http, (request, response) => {
      const authorization = request.headers.authorization ?? "";
      response.writeHead(400, { "content-type": "application/json", "x-echo": authorization });
      response.end(
        JSON.stringify({ code: "invalid_argument", message: `${authorization} ${verifyRequest.code}` }),
      );
    });
    const failure = await failureOf(create(proxy).verifyCode(verifyRequest));
    expect(failure.cause).toBeInstanceOf(Error);
    expect(secretsShownBy(failure)).toEqual([]);
  });

  test("the errors of calls that never got an answer", async () => {
    const service = await startFakeNoPass({ sendCode: [() => new Promise(() => {})] }, http);
    const failures = await Promise.all([
      failureOf(create({ url: "http://localhost:1", maxRetries: 0 }).verifyCode(verifyRequest)),
      failureOf(create(service).sendCode(sendRequest, { timeoutMs: 100 })),
      failureOf(create(service).sendCode(sendRequest, { signal: AbortSignal.timeout(100) })),
    ]);
    expect(failures.map(({ reason }) => reason)).toEqual(["UNREACHABLE", "TIMEOUT", "CANCELED"]);
    for (const failure of failures) expect(secretsShownBy(failure)).toEqual([]);
  });

  test("what it says of a key that cannot be one", () => {
    const error = thrownBy(() => create({ url: "https://localhost", apiKey: `${secretKey}\n` }));
    expect(error).toBeInstanceOf(TypeError);
    expect(secretsShownBy(error)).toEqual([]);
  });
});

function repeating(values: readonly string[]): () => never {
  const text = values.join(" and ");
  return refuse("REQUEST_INVALID", {
    message: text,
    violations: [{ field: text, description: text }],
    header: { "x-echo": text },
  });
}

function secretsShownBy(value: unknown): readonly string[] {
  const shown = [
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    JSON.stringify(value),
    String(value),
    ...(value instanceof Error ? [value.message, value.stack] : []),
  ].join("\n");
  return secrets.filter((secret) => shown.includes(secret));
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
