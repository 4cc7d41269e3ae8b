import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { NoPassService } from "../../gen/nopass/v1/nopass_pb.js";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { type Answer, openSesDouble, says } from "../mail/support/ses-double.ts";
import { type Door, eventOf, fetchOf } from "./support/function-url.ts";
import type { RunningFunction } from "./support/invoke.ts";
import { type Packaged, packageService } from "./support/package.ts";
import { openStack, runSetupOf, type Stack } from "./support/stack.ts";

const baseUrl = "https://a1b2c3d4e5.lambda-url.eu-west-3.on.aws";
let packaged: Packaged;
let stack: Stack;
let service: RunningFunction;
let apiKey: string;

beforeAll(async () => {
  packaged = await packageService();
  stack = await openStack(packaged);
  await using setup = await stack.startSetup();
  expect(await runSetupOf(setup, "Create")).toMatchObject({
    Status: "SUCCESS",
    LogicalResourceId: "Secrets",
  });
  apiKey = stack.parameters.parameters.get("/nopass-v1/first-api-key") ?? "";
  service = await stack.startService();
}, 120_000);

afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
  await stack?.[Symbol.asyncDispose]();
});

const authorized = () => ({ headers: { authorization: `Bearer ${apiKey}` } });
let people = 0;
const someone = () => `person${people++}@example.com`;

const protocols = {
  "Connect JSON": createConnectTransport,
  "Connect binary": (options: Parameters<typeof createConnectTransport>[0]) =>
    createConnectTransport({ ...options, useBinaryFormat: true }),
  "gRPC-Web": createGrpcWebTransport,
};
const doors: readonly Door[] = ["Function URL", "HTTP API"];
const ways = doors.flatMap((door) =>
  Object.entries(protocols).map(([protocol, createTransport]) => ({ door, protocol, createTransport })),
);

describe.for(ways)("$protocol by the $door", ({ door, createTransport }) => {
  const client = () =>
    createClient(NoPassService, createTransport({ baseUrl, fetch: fetchOf(service, door) }));

  test("mails a code and redeems it, with a receipt of this service", async () => {
    const email = someone();
    const { challengeId } = await client().sendCode({ email }, authorized());
    const verified = await client().verifyCode({ challengeId, code: await stack.code() }, authorized());
    expect(verified.email).toBe(email);
    const claims = JSON.parse(Buffer.from(verified.receipt.split(".")[1] ?? "", "base64url").toString());
    expect(claims.iss).toBe("https://a1b2c3d4e5.execute-api.eu-west-3.amazonaws.com");
  });

  test("refuses in the terms of the contract", async () => {
    const refused = (call: Promise<unknown>) =>
      call.then(
        () => undefined,
        (error) => ConnectError.from(error).code,
      );
    expect(await refused(client().sendCode({ email: "nobody" }, authorized()))).toBe(Code.InvalidArgument);
    expect(await refused(client().sendCode({ email: someone() }))).toBe(Code.Unauthenticated);
  });
});

test("native gRPC is told why it cannot be served", async () => {
  // In the place of AWS: HTTP/2 to the caller, an event to the function.
  const server = createServer(async (req, res) => {
    const headers = Object.entries(req.headers).filter(([name]) => !name.startsWith(":")) as [
      string,
      string,
    ][];
    const request = new Request(`${baseUrl}${req.url}`, { method: "POST", headers, body: await text(req) });
    const answer = (await service.invoke(await eventOf(request, "HTTP API"))) as {
      statusCode: number;
      headers: Record<string, string>;
      body: string;
    };
    res.stream.respond(
      { ":status": answer.statusCode, ...answer.headers },
      { endStream: answer.body === "" },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = (server.address() as AddressInfo).port;
  const client = createClient(NoPassService, createGrpcTransport({ baseUrl: `http://127.0.0.1:${port}` }));
  const error = await client.sendCode({ email: someone() }, authorized()).catch(ConnectError.from);
  server.close();
  expect(error).toMatchObject({ code: Code.Unimplemented });
  expect((error as ConnectError).rawMessage).toContain("call by Connect or gRPC-Web");
});

describe("the function", () => {
  const post = (init: RequestInit, door: Door = "Function URL", sourceIp?: string) =>
    fetchOf(
      service,
      door,
      sourceIp,
    )(`${baseUrl}/nopass.v1.NoPassService/SendCode`, { method: "POST", ...init });
  const json = { "content-type": "application/json" };

  test("answers health and the public keys as the server does", async () => {
    const get = fetchOf(service, "HTTP API");
    expect((await get(`${baseUrl}/readyz`)).status).toBe(200);
    const { keys } = JSON.parse(await (await get(`${baseUrl}/.well-known/jwks.json`)).text());
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty("d");
    expect((await get(`${baseUrl}/nopass-verify.js`)).headers.get("content-type")).toContain("javascript");
    expect((await get(`${baseUrl}/inbox`)).status).toBe(404);
  });

  test("hears SNS at the endpoint that the stack subscribes, and believes nothing that is not signed", async () => {
    const message = {
      Type: "Notification",
      TopicArn: stack.environment().NOPASS_FEEDBACK_TOPICS,
      Message: "{}",
    };
    const answer = await fetchOf(service, "HTTP API")(`${baseUrl}/feedback/sns`, {
      method: "POST",
      headers: { "content-type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": "Notification" },
      body: JSON.stringify(message),
    });
    expect([400, 403]).toContain(answer.status);
    expect(await answer.text()).toMatch(/SNS/);
  });

  test("refuses a body that is too long", async () => {
    const body = JSON.stringify({ email: "a".repeat(64 * 1024) });
    const answer = await post({ headers: { ...json, ...authorized().headers }, body });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("16 KiB");
  });

  test("counts callers by the address that AWS saw, whatever they say themselves", async () => {
    const tenants = parse(stack.parameters.parameters.get("/nopass-v1/tenants") ?? "");
    tenants.tenants[0].limits = { network_sends: { count: 2, per: "10m" } };
    const origin = "https://acme.example";
    const key = createApiKey("publishable", "live");
    tenants.tenants[0].keys.push({
      id: key.id,
      kind: "publishable",
      sha256: [key.sha256],
      origins: [origin],
    });
    const env = { ...stack.environment(), NOPASS_TENANTS_PARAMETER: "/test/limited" };
    stack.parameters.parameters.set("/test/limited", stringify(tenants));
    await using limited = await stack.startService(env);
    const from = (sourceIp: string, claimed: string) =>
      fetchOf(
        limited,
        "Function URL",
        sourceIp,
      )(`${baseUrl}/nopass.v1.NoPassService/SendCode`, {
        method: "POST",
        headers: { ...json, origin, authorization: `Bearer ${key.text}`, "x-forwarded-for": claimed },
        body: JSON.stringify({ email: someone() }),
      });
    const statuses = [];
    for (const claimed of ["192.0.2.1", "192.0.2.2", "192.0.2.3"])
      statuses.push((await from("198.51.100.9", claimed)).status);
    statuses.push((await from("198.51.100.10", "192.0.2.1")).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  test("answers a preflight for listed origins alone", async () => {
    const answer = await fetchOf(service, "HTTP API")(`${baseUrl}/nopass.v1.NoPassService/SendCode`, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  test.for([
    ["a path", { rawPath: "/a b\u{1F600}" }],
    ["a header", { headers: { "x-note": "\u{1F600}" } }],
    ["a name of a header", { headers: { "x note": "1" } }],
  ] as const)("refuses %s that cannot be sent on", async ([, differences]) => {
    const event = await eventOf(new Request(`${baseUrl}/livez`), "HTTP API");
    expect(await service.invoke({ ...event, ...differences })).toMatchObject({ statusCode: 400 });
  });

  test("says what it is for when something else invokes it", async () => {
    await expect(service.invoke({})).rejects.toThrow("Function URL or an HTTP API");
  });

  test("keeps every secret and address out of its log", async () => {
    expect(service.log()).toContain('"event":"call"');
    for (const secret of ["@example.com", apiKey, stack.parameters.parameters.get("/nopass-v1/keyring")])
      expect(service.log()).not.toContain(secret);
  });

  test("ends only when nothing is left to do, also for callers who were answered before", async () => {
    let refused = 0;
    const slowly: Answer = (request, response) =>
      void setTimeout(() => {
        refused++;
        says(400, "MessageRejected")(request, response);
      }, 600);
    await using ses = await openSesDouble([slowly]);
    await using refusing = await stack.startService({
      ...stack.environment(),
      AWS_ENDPOINT_URL_SES: ses.endpoint,
    });
    const send = (timeoutMs: number) =>
      fetchOf(refusing, "Function URL")(`${baseUrl}/nopass.v1.NoPassService/SendCode`, {
        method: "POST",
        headers: { ...json, ...authorized().headers, "connect-timeout-ms": String(timeoutMs) },
        body: JSON.stringify({ email: "slow@example.com" }),
      });
    expect(await (await send(150)).json()).toMatchObject({ code: "deadline_exceeded" });
    expect(refused).toBe(1);
    // Not COOLING_DOWN: what the first call had written was taken back before the function slept.
    expect(await (await send(5_000)).json()).toMatchObject({
      code: "unavailable",
      details: [{ debug: { reason: "DELIVERY_FAILED" } }],
    });
  });
});

describe("a function whose secrets cannot be had", () => {
  test("says so to callers, and in its log what to do; and serves once they are there", async () => {
    const keyring = stack.parameters.parameters.get("/nopass-v1/keyring") ?? "";
    const env = { ...stack.environment(), NOPASS_KEYRING_PARAMETER: "/test/keyring" };
    await using waiting = await stack.startService(env);
    const ready = () => fetchOf(waiting, "Function URL")(`${baseUrl}/readyz`);
    expect((await ready()).status).toBe(503);
    expect(waiting.log()).toContain(
      "NOPASS_KEYRING_PARAMETER names a parameter that there is not: create /test/keyring",
    );
    stack.parameters.parameters.set("/test/keyring", keyring);
    await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(200);
  });
});

describe("the setup of a stack", () => {
  test("makes a key ring, keys for receipts, and a tenant whose key is stored once", async () => {
    const { parameters } = stack.parameters;
    expect([...parameters.keys()].filter((name) => name.startsWith("/nopass-v1/")).toSorted()).toEqual([
      "/nopass-v1/first-api-key",
      "/nopass-v1/keyring",
      "/nopass-v1/receipt-keys",
      "/nopass-v1/tenants",
    ]);
    expect(apiKey).toMatch(/^np_live_sk_/);
    expect(parameters.get("/nopass-v1/tenants")).not.toContain(apiKey);
    expect(parse(parameters.get("/nopass-v1/tenants") ?? "").tenants[0].brand).toEqual({
      name: "acme.example",
      host: "acme.example",
    });
  });

  test.for(["Create", "Update", "Delete"] as const)("leaves everything as it is on %s", async (type) => {
    const before = new Map(stack.parameters.parameters);
    await using setup = await stack.startSetup();
    expect(await runSetupOf(setup, type)).toMatchObject({ Status: "SUCCESS" });
    expect(new Map(stack.parameters.parameters)).toEqual(before);
  });

  test("makes no second key when the first was read and deleted", async () => {
    stack.parameters.parameters.delete("/nopass-v1/first-api-key");
    await using setup = await stack.startSetup();
    expect(await runSetupOf(setup, "Update")).toMatchObject({ Status: "SUCCESS" });
    expect(stack.parameters.parameters.has("/nopass-v1/first-api-key")).toBe(false);
  });

  test("answers CloudFormation also when nothing can be stored, and says why without a secret", async () => {
    await using setup = await stack.startSetup();
    stack.parameters.fail("ParameterLimitExceeded");
    const answer = await runSetupOf(setup, "Create");
    stack.parameters.fail(undefined);
    expect(answer).toMatchObject({
      Status: "FAILED",
      Reason: "the secrets cannot be stored (ParameterLimitExceeded)",
    });
  });
});

test("the zip is small, holds nothing of development, and starts fast", async () => {
  expect(
    packaged.files.every((file) =>
      /^(?:LICENSE|dist\/lambda\/(?:nopass-(?:verify|remember)\.js|[\w.-]+\.mjs(?:\.LEGAL\.txt)?))$/.test(
        file,
      ),
    ),
  ).toBe(true);
  expect(packaged.zipBytes).toBeLessThan(1_000_000);
  const startsMs: number[] = [];
  for (let i = 0; i < 5; i++) {
    await using cold = await stack.startService();
    startsMs.push(cold.startedMs);
  }
  const median = startsMs.toSorted((a, b) => a - b)[2] ?? 0;
  console.log(
    `Lambda: zip ${Math.round(packaged.zipBytes / 1024)} KiB, cold start ${Math.round(median)} ms on this machine ` +
      "(median of 5: process, bundle, secrets, service)",
  );
});
