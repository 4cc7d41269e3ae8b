import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningNoPass, runDevelopment } from "./support/run-development.ts";
import { type RunningExample, runExample } from "./support/run-example.ts";

const ada = "ada@example.com";

describe("the example of a service that calls by gRPC", () => {
  let noPass: RunningNoPass;
  let example: RunningExample;
  beforeAll(async () => {
    noPass = await runDevelopment();
    example = await runExample("grpc-service", noPass.env);
  }, 60_000);
  afterAll(async () => {
    await example?.[Symbol.asyncDispose]();
    await noPass?.[Symbol.asyncDispose]();
  });

  test("signs in, and refuses the same code once more", async () => {
    const { challenge_id, code_length } = await answerOf("/codes", { email: ada });
    const code = await noPass.codeFor(ada);
    expect(code).toHaveLength(Number(code_length));
    expect(await answerOf("/sign-in", { challenge_id, code })).toEqual({ status: 200, signed_in_as: ada });
    expect(await answerOf("/sign-in", { challenge_id, code })).toEqual({
      status: 403,
      error: "CHALLENGE_CLOSED",
    });
  });

  test("tells what the app has to know of a refusal", async () => {
    const email = "grace@example.com";
    expect(await answerOf("/codes", { email: "grace" })).toEqual({ status: 400, error: "EMAIL_INVALID" });
    const { challenge_id } = await answerOf("/codes", { email });
    expect(await answerOf("/codes", { email })).toMatchObject({
      status: 429,
      error: "COOLING_DOWN",
      retry_after_ms: expect.any(Number),
    });
    const code = (await noPass.codeFor(email)) === "123456" ? "654321" : "123456";
    expect(await answerOf("/sign-in", { challenge_id, code })).toEqual({
      status: 403,
      error: "CODE_REJECTED",
    });
    expect(await answerOf("/sign-in", { code })).toEqual({ status: 400, error: "BAD_REQUEST" });
    expect(await answerOf("/nowhere", {})).toEqual({ status: 404, error: "NOT_FOUND" });
  });

  async function answerOf(path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const answer = await fetch(`${example.url}${path}`, { method: "POST", body: JSON.stringify(body) });
    return { status: answer.status, ...((await answer.json()) as object) };
  }
});
