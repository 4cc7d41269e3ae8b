import type { DescService } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ServerReflection } from "../../gen/grpc/reflection/v1/reflection_pb.js";
import { ServerReflection as ServerReflectionAlpha } from "../../gen/grpc/reflection/v1alpha/reflection_pb.js";
import { Health } from "../../gen/health/v1/health_pb.js";
import { NoPassService } from "../../gen/nopass/v1/nopass_pb.js";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { pageOrigin } from "../e2e/support/environment.ts";
import { startService, type TestService } from "../e2e/support/service.ts";
import { overHttp1, overHttp2 } from "../http/support/requests.ts";
import { reflect } from "./support/reflect.ts";

/** What may be called without a key. Everything else must need one. */
const open: readonly string[] = [Health, ServerReflection, ServerReflectionAlpha].map(
  ({ typeName }) => typeName,
);

let service: TestService;
beforeAll(async () => {
  service = await startService({ policy: { cool_down: "0s", budget: 900 } });
});
afterAll(() => service.stop());

test("every service that is served is known here, and needs a key unless it is open to all", async () => {
  const { messageResponse } = await reflect(service.url, { case: "listServices", value: "" });
  if (messageResponse.case !== "listServicesResponse") throw new Error("no list");
  const served = messageResponse.value.service.map(({ name }) => name);
  expect(served.sort()).toEqual([...open, NoPassService.typeName].sort());
});

test.for(methodsOf(NoPassService))("%s needs a key, whatever the protocol", async (path) => {
  for (const type of ["application/json", "application/proto"]) {
    const { status, body } = await overHttp1(service.url, {
      ...posted(path, {}),
      headers: { "content-type": type },
    });
    expect(status).toBe(401);
    expect(JSON.parse(body)).toMatchObject({
      code: "unauthenticated",
      details: [{ debug: { reason: "KEY_UNKNOWN" } }],
    });
  }
  for (const type of ["application/grpc", "application/grpc-web+proto"]) {
    const headers = { "content-type": type, te: "trailers" };
    const { status } = await overHttp2(service.url, { ...posted(path, {}), headers, body: "\0\0\0\0\0" });
    expect(status).toBe(200);
  }
  expect(service.mails).toEqual([]);
});

test.for([...methodsOf(Health), ...methodsOf(ServerReflection), ...methodsOf(ServerReflectionAlpha)])(
  "%s needs none",
  async (path) => {
    expect((await overHttp1(service.url, posted(path, {}))).status).not.toBe(401);
  },
);

describe("a key is refused", () => {
  const stranger = createApiKey("secret", "live").text;

  test.for([
    { what: "no header", value: undefined },
    { what: "an empty header", value: "" },
    { what: "no scheme", value: (key: string) => key },
    { what: "another scheme", value: (key: string) => `Basic ${key}` },
    { what: "two spaces", value: (key: string) => `Bearer  ${key}` },
    { what: "something after the key", value: (key: string) => `Bearer ${key} x` },
    { what: "two keys", value: (key: string) => `Bearer ${key},Bearer ${key}` },
    { what: "nothing but the scheme", value: "Bearer" },
    { what: "a stranger's key", value: `Bearer ${stranger}` },
    { what: "a key with a typing mistake", value: (key: string) => `Bearer ${key.slice(0, -1)}-` },
  ])("with $what", async ({ value }) => {
    const authorization = typeof value === "function" ? value(service.secretKey) : value;
    const headers = authorization === undefined ? {} : { authorization };
    const { status, body } = await overHttp1(service.url, posted(sendCode, headers));
    expect(status).toBe(401);
    expect(body).not.toContain("np_");
  });
});

describe("a key is accepted", () => {
  test.for(["Bearer", "bearer", "BEARER"])("with the scheme written as %s", async (scheme) => {
    const { status } = await overHttp1(
      service.url,
      posted(sendCode, { authorization: `${scheme} ${service.secretKey}` }),
    );
    expect(status).toBe(200);
  });
});

describe("a secret key", () => {
  test.for([pageOrigin, "null", "https://evil.example"])("is forbidden on a page of %s", async (origin) => {
    const { status, body } = await overHttp1(
      service.url,
      posted(sendCode, authorised(service.secretKey, origin)),
    );
    expect(status).toBe(403);
    expect(JSON.parse(body).details[0].debug.reason).toBe("KEY_FORBIDDEN");
  });
});

describe("a publishable key", () => {
  test("is accepted on a page of a listed origin", async () => {
    const headers = authorised(service.publishableKey, pageOrigin);
    expect((await overHttp1(service.url, posted(sendCode, headers))).status).toBe(200);
  });

  test.for([
    undefined,
    "null",
    "https://evil.example",
    `${pageOrigin}/`,
    `${pageOrigin}:443`,
    `${pageOrigin}.evil.example`,
    pageOrigin.toUpperCase(),
    pageOrigin.replace("https", "http"),
  ])("is forbidden from %s", async (origin) => {
    const headers = authorised(service.publishableKey, origin);
    const { status, body } = await overHttp1(service.url, posted(sendCode, headers));
    expect(status).toBe(403);
    expect(JSON.parse(body).details[0].debug.reason).toBe("KEY_FORBIDDEN");
  });
});

test("a stranger's body is not read: not even its mistakes are told", async () => {
  const { status, body } = await overHttp1(service.url, { ...posted(sendCode, {}), body: "no JSON" });
  expect(status).toBe(401);
  expect(body).not.toContain("REQUEST_INVALID");
});

const sendCode = "/nopass.v1.NoPassService/SendCode";

function methodsOf({ typeName, methods }: DescService): readonly string[] {
  return methods.map(({ name }) => `/${typeName}/${name}`);
}

function posted(path: string, headers: Readonly<Record<string, string>>) {
  const body = path === sendCode ? '{"email":"ada@example.com"}' : "{}";
  return { method: "POST", path, headers: { "content-type": "application/json", ...headers }, body };
}

function authorised(key: string, origin: string | undefined) {
  return { authorization: `Bearer ${key}`, ...(origin === undefined ? {} : { origin }) };
}
