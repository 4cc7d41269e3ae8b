import { DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import { MessageRejected } from "@aws-sdk/client-ses";
import { ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Failure } from "../../src/core/failure.ts";
import { describeCause } from "../../src/telemetry/cause.ts";

const canary = "ada@canary.example";

describe("the text of an error is never logged", () => {
  test.for([
    { what: "an error", error: new Error(canary) },
    { what: "a refusal", error: new Failure("INTERNAL", canary, { cause: new Error(canary) }) },
    { what: "an error of Connect", error: new ConnectError(canary) },
    {
      what: "an error of SES",
      error: new MessageRejected({ message: `Email address is not verified: ${canary}`, $metadata: {} }),
    },
    { what: "an error of DynamoDB", error: dynamoError() },
    { what: "an error of JSON", error: thrownBy(() => JSON.parse(`{"email": "${canary}" x`)) },
    { what: "an error of YAML", error: thrownBy(() => parse(`a: [${canary}\nb: {`)) },
    { what: "an error of a URL", error: thrownBy(() => new URL(canary)) },
    {
      what: "an error behind an error",
      error: new Error("a", { cause: new Error("b", { cause: new Error(canary) }) }),
    },
    { what: "errors that were collected", error: new AggregateError([new Error(canary)], canary) },
    { what: "a text", error: canary },
    { what: "an object", error: { name: canary, message: canary, code: canary } },
    { what: "an object as a cause", error: new Error("a", { cause: { message: canary } }) },
    { what: "an error whose name holds it", error: Object.assign(new Error("a"), { name: canary }) },
    {
      what: "an error whose code holds it",
      error: Object.assign(new Error("a"), { code: `rejected ${canary}` }),
    },
    { what: "an error of many lines", error: new Error(`a\n${canary}\n${canary}`) },
    {
      what: "an error whose lines look like frames",
      error: new Error(`a\n    at ${canary}\n    at f (file:///${canary}.ts:1:2)`),
    },
    {
      what: "an error whose text was changed later",
      error: Object.assign(new Error(`a\n    at file:///${canary}:1:2`), { message: "b" }),
    },
    {
      what: "an answer that names its request so",
      error: Object.assign(new Error("a"), { $metadata: { requestId: canary } }),
    },
  ])("$what", ({ error }) => {
    const logged = describeCause(error);
    expect(logged).toBeDefined();
    expect(JSON.stringify(logged)).not.toContain("canary");
  });
});

describe("what is logged of an error", () => {
  test("is its kind and where it arose", () => {
    const { name, frames = [], ...others } = describeCause(new TypeError("no")) ?? {};
    expect({ name, others }).toEqual({ name: "TypeError", others: {} });
    expect(frames[0]).toMatch(/cause\.test\.ts:\d+:\d+/);
    expect(frames.length).toBeLessThanOrEqual(6);
  });

  test("of AWS is also the status and the name of the request, to ask AWS about", () => {
    expect(describeCause(dynamoError())).toMatchObject({
      name: "ProvisionedThroughputExceededException",
      status: 400,
      requestId: "7b2f0a4e-6d1c-4f53-9a43-51a1c1f1d5d7",
    });
  });

  test("of Node is also its code", () => {
    const refused = Object.assign(new Error(`connect ECONNREFUSED ${canary}`), { code: "ECONNREFUSED" });
    expect(describeCause(refused)).toMatchObject({ name: "Error", code: "ECONNREFUSED" });
    expect(describeCause(Object.assign(new Error("no"), { code: 14 }))).toMatchObject({ code: "14" });
  });

  test("is what lay behind it too", () => {
    const error = new Error("a", { cause: new TypeError("b", { cause: new RangeError("c") }) });
    expect(describeCause(error)).toMatchObject({
      name: "Error",
      cause: { name: "TypeError", cause: { name: "RangeError" } },
    });
  });

  test("ends, also where errors are each other's cause", () => {
    const [a, b]: [Error, Error] = [new Error("a"), new Error("b")];
    a.cause = b;
    b.cause = a;
    expect(JSON.stringify(describeCause(a)).match(/"cause"/g)?.length).toBeLessThan(10);
  });

  test("without a stack is its kind alone", () => {
    const error = new Error("no");
    delete error.stack;
    expect(describeCause(error)).toEqual({ name: "Error" });
  });

  test.for([
    { error: undefined, want: undefined },
    { error: null, want: { name: "object" } },
    { error: "no", want: { name: "string" } },
    { error: 7, want: { name: "number" } },
  ])("that is none ($error) is its type", ({ error, want }) => {
    expect(describeCause(error)).toEqual(want);
  });
});

function dynamoError(): Error {
  return new DynamoDBServiceException({
    name: "ProvisionedThroughputExceededException",
    $fault: "client",
    message: `the item of ${canary}`,
    $metadata: { httpStatusCode: 400, requestId: "7b2f0a4e-6d1c-4f53-9a43-51a1c1f1d5d7" },
  });
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
