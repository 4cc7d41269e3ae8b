import { Code, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { credentials, loadPackageDefinition } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Health, HealthCheckResponse_ServingStatus as Status } from "../../gen/health/v1/health_pb.js";
import { Failure } from "../../src/core/failure.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { startService, type TestService } from "../e2e/support/service.ts";
import { noon } from "../support/noon.ts";

const names = ["", "nopass.v1.NoPassService"];

describe("a service that runs", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  test.for(names)("serves, when it is asked for '%s'", async (name) => {
    for (const client of clientsOf(service.url))
      expect((await client.check({ service: name })).status).toBe(Status.SERVING);
  });

  test.for(["nopass.v1", "NoPassService", "grpc.health.v1.Health", "constructor"])(
    "does not know the service '%s'",
    async (name) => {
      for (const client of clientsOf(service.url))
        await expect(client.check({ service: name })).rejects.toMatchObject({ code: Code.NotFound });
    },
  );

  test("lists what it knows", async () => {
    const { statuses } = await grpcClient(service.url).list({});
    expect(Object.entries(statuses).map(([name, { status }]) => [name, status])).toEqual(
      names.map((name) => [name, Status.SERVING]),
    );
  });
});

describe("who watches", () => {
  test.for(names)("'%s' hears that it serves, and at once when it stops", async (name) => {
    const service = await startService();
    const heard: Status[] = [];
    const watched = grpcClient(service.url).watch({ service: name });
    for await (const { status } of watched) {
      heard.push(status);
      if (heard.length === 1) void service.stop();
    }
    expect(heard).toEqual([Status.SERVING, Status.NOT_SERVING]);
  });

  test("an unknown service is told so, and kept waiting for it", async () => {
    await using service = await startService();
    const leave = new AbortController();
    const heard: Status[] = [];
    const watch = async () => {
      for await (const { status } of grpcClient(service.url).watch(
        { service: "none" },
        { signal: leave.signal },
      )) {
        heard.push(status);
        setTimeout(() => leave.abort(), 50);
      }
    };
    await expect(watch()).rejects.toMatchObject({ code: Code.Canceled });
    expect(heard).toEqual([Status.SERVICE_UNKNOWN]);
  });

  test("does not keep the service from stopping", async () => {
    const service = await startService();
    const watches = Array.from({ length: 20 }, async () => {
      const heard: Status[] = [];
      for await (const { status } of grpcClient(service.url).watch({})) heard.push(status);
      return heard.at(-1);
    });
    await grpcClient(service.url).check({});
    const startedAt = performance.now();
    await service.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(new Set(await Promise.all(watches))).toEqual(new Set([Status.NOT_SERVING]));
  });

  test("over HTTP/1.1 does not keep it either", async () => {
    const service = await startService();
    const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "1.1" });
    const heard: Status[] = [];
    let stopped: Promise<number> | undefined;
    for await (const { status } of createClient(Health, transport).watch({})) {
      heard.push(status);
      const startedAt = performance.now();
      stopped ??= service.stop().then(() => performance.now() - startedAt);
    }
    expect(heard).toEqual([Status.SERVING, Status.NOT_SERVING]);
    expect(await stopped).toBeLessThan(2_000);
  });
});

test("a service whose store does not answer does not serve, and its list says the same", async () => {
  const store = createMemoryStore(() => noon);
  const ping = () => Promise.reject(new Failure("STORE_UNAVAILABLE", "the store cannot be reached"));
  await using service = await startService({ world: { store: { ...store, ping } } });
  const client = grpcClient(service.url);
  expect((await client.check({})).status).toBe(Status.NOT_SERVING);
  const { statuses } = await client.list({});
  expect(Object.values(statuses).map(({ status }) => status)).toEqual([
    Status.NOT_SERVING,
    Status.NOT_SERVING,
  ]);
});

test("the health client of grpc-js is understood", async () => {
  await using service = await startService();
  const Client = loadPackageDefinition({ Health: healthService }).Health as unknown as new (
    address: string,
    credential: object,
  ) => {
    check(request: object, answered: (error: Error | null, answer: { status: string }) => void): void;
    close(): void;
  };
  const client = new Client(`127.0.0.1:${service.port}`, credentials.createInsecure());
  const status = await new Promise((resolve, reject) => {
    client.check({ service: "" }, (error, answer) => (error ? reject(error) : resolve(answer.status)));
  });
  expect(status).toBe("SERVING");
  client.close();
});

function grpcClient(url: string) {
  return createClient(Health, createGrpcTransport({ baseUrl: url }));
}

function clientsOf(url: string) {
  const transport = createConnectTransport({ baseUrl: url, httpVersion: "1.1" });
  return [grpcClient(url), createClient(Health, transport)];
}
