import { describe, expect, onTestFinished, test } from "vitest";
import { createNoPass, type Interceptor, type NoPassOptions } from "../../clients/node/src/index.ts";
import { failureOf, secretKey } from "./support/clients.ts";
import { codeSent, startFakeNoPass } from "./support/fake-no-pass.ts";
import { createSelfSigned } from "./support/self-signed.ts";
import { serve } from "./support/server.ts";

const ada = { email: "ada@example.com" };

const protocols = [
  { name: "gRPC", options: {} },
  { name: "Connect over HTTP/2", options: { protocol: "connect" } },
] as const;

describe.for(protocols)("a client that speaks $name", ({ options }) => {
  test("makes fifty calls at a time over one connection", async () => {
    const { url, server, sendCodeCalls } = await startFakeNoPass({ sendCode: [slowly(codeSent)] });
    const client = createClient({ url, ...options });
    await Promise.all(Array.from({ length: 50 }, () => client.sendCode(ada)));
    expect(sendCodeCalls).toHaveLength(50);
    expect(server.opened).toBe(1);
  });

  test("connects again when the service has closed the connection", async () => {
    const { url, server } = await startFakeNoPass();
    const client = createClient({ url, ...options });
    await client.sendCode(ada);
    server.dropConnections();
    await client.sendCode(ada);
    expect(server.opened).toBe(2);
  });

  test("does not connect before it is called", async () => {
    const { url, server } = await startFakeNoPass();
    createClient({ url, ...options });
    expect(server.opened).toBe(0);
  });
});

const allProtocols = [
  ...protocols,
  { name: "Connect over HTTP/1.1", options: { protocol: "connect", httpVersion: "1.1" } },
] as const;

describe.for(allProtocols)("a client that speaks $name", ({ name, options }) => {
  const http = name.endsWith("1.1") ? "1.1" : "2";

  test("ends its connections when it is closed", async () => {
    const { url, server } = await startFakeNoPass({}, http);
    const client = createClient({ url, ...options });
    await client.sendCode(ada);
    expect(server.open).toBe(1);
    client.close();
    await expect.poll(() => server.open).toBe(0);
  });

  test("gives up its calls when it is closed, and takes no others", async () => {
    const { url, sendCodeCalls } = await startFakeNoPass({ sendCode: [() => new Promise(() => {})] }, http);
    const client = createClient({ url, ...options });
    const underWay = failureOf(client.sendCode(ada));
    await expect.poll(() => sendCodeCalls.length).toBe(1);
    client.close();
    expect(await underWay).toMatchObject({ reason: "CANCELED" });
    expect(await failureOf(client.sendCode(ada))).toMatchObject({ reason: "CANCELED" });
    expect(sendCodeCalls).toHaveLength(1);
  });

  test("can be closed while it connects", async () => {
    const client = createClient({ url: "http://localhost:1", ...options });
    const underWay = failureOf(client.sendCode(ada));
    client.close();
    client.close();
    expect(await underWay).toMatchObject({ reason: "CANCELED" });
  });

  test("is closed at the end of its block", async () => {
    const { url, server } = await startFakeNoPass({}, http);
    {
      using client = createNoPass({ url, apiKey: secretKey, ...options });
      await client.sendCode(ada);
    }
    await expect.poll(() => server.open).toBe(0);
  });

  test("trusts a private authority and shows its own certificate", async () => {
    const here = createSelfSigned();
    const there = createSelfSigned();
    const tls = { ...there, ca: here.cert, requestCert: true, rejectUnauthorized: true, allowHTTP1: true };
    const { url } = await startFakeNoPass({}, "2", tls);
    const known = createClient({ url, ...options, nodeOptions: { ...here, ca: there.cert } });
    expect(await known.sendCode(ada)).toMatchObject({ challengeId: "nc1_challenge" });
    const anonymous = createClient({ url, ...options, maxRetries: 0, nodeOptions: { ca: there.cert } });
    expect(await failureOf(anonymous.sendCode(ada))).toMatchObject({ reason: "UNREACHABLE" });
    const distrustful = createClient({ url, ...options, maxRetries: 0 });
    expect(await failureOf(distrustful.sendCode(ada))).toMatchObject({ reason: "UNREACHABLE" });
  });

  test("runs interceptors around every try, and shows none of them its key", async () => {
    const seen: string[] = [];
    const watch: Interceptor = (next) => async (request) => {
      request.header.set("x-request-id", "r-1");
      const response = await next(request);
      seen.push(request.method.name, ...request.header.values());
      return response;
    };
    const { url, sendCodeCalls } = await startFakeNoPass({}, http);
    await createClient({ url, ...options, interceptors: [watch] }).sendCode(ada);
    expect(seen).toContain("SendCode");
    expect(seen.join()).not.toContain(secretKey);
    expect(sendCodeCalls[0]?.header.get("x-request-id")).toBe("r-1");
    expect(sendCodeCalls[0]?.header.get("authorization")).toBe(`Bearer ${secretKey}`);
  });
});

test("an interceptor that never returns does not outlast the deadline", async () => {
  const stuck: Interceptor = () => () => new Promise(() => {});
  const client = createClient({ url: "http://localhost:1", interceptors: [stuck] });
  expect(await failureOf(client.sendCode(ada, { timeoutMs: 100 }))).toMatchObject({ reason: "TIMEOUT" });
});

test("gRPC over HTTP/1.1 is refused", () => {
  const options = { url: "http://localhost:1", httpVersion: "1.1" } as unknown as NoPassOptions;
  expect(() => createClient(options)).toThrow("httpVersion 1.1 needs protocol connect");
});

test("a service below a path of its host is called there", async () => {
  const asked: (string | undefined)[] = [];
  const { url } = await serve("2", (request, response) => {
    asked.push(request.url);
    response.writeHead(404, {});
    response.end("");
  });
  await failureOf(createClient({ url: `${url}/auth/` }).sendCode(ada));
  expect(asked).toEqual(["/auth/nopass.v1.NoPassService/SendCode"]);
});

function createClient(options: Omit<NoPassOptions, "apiKey">) {
  const client = createNoPass({ apiKey: secretKey, ...options } as NoPassOptions);
  onTestFinished(() => client.close());
  return client;
}

function slowly<Result>(answer: () => Result): () => Promise<Result> {
  return () => new Promise((resolve) => setTimeout(() => resolve(answer()), 50));
}
