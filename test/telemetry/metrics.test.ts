import { metrics } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startService, type TestService } from "../e2e/support/service.ts";

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const provider = new MeterProvider({ readers: [reader] });
let service: TestService;

beforeAll(async () => {
  metrics.setGlobalMeterProvider(provider);
  service = await startService();
});

afterAll(async () => {
  await service.stop();
  metrics.disable();
});

/** The points of a metric as they would be scraped now. */
async function points(name: string) {
  exporter.reset();
  await provider.forceFlush();
  const scopes = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
  return scopes
    .flatMap((scope) => scope.metrics)
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap(({ dataPoints }) => dataPoints as { attributes: object; value: unknown }[]);
}

async function call(method: string, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${service.secretKey}`, "content-type": "application/json" };
  return fetch(`${service.url}/nopass.v1.NoPassService/${method}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
}

test("calls are counted by method, protocol, tenant and reason, and name nobody", async () => {
  const sent = await call("SendCode", { email: "canary@example.com" });
  const { challengeId } = (await sent.json()) as { challengeId: string };
  await (await call("VerifyCode", { challengeId, code: "wrong" })).text();
  const calls = await points("rpc.server.call.duration");
  const common = { "rpc.system.name": "connect", "nopass.tenant": "acme" };
  expect(calls.map(({ attributes }) => attributes)).toEqual([
    { "rpc.method": "nopass.v1.NoPassService/SendCode", ...common },
    { "rpc.method": "nopass.v1.NoPassService/VerifyCode", ...common, "error.type": "CODE_REJECTED" },
  ]);
  expect(JSON.stringify(calls)).not.toMatch(/canary|nc1_|np_live/);
});

test("a tenant under attack is seen", async () => {
  for (let i = 0; i < 210; i++) {
    const sent = await call("SendCode", { email: `person${i}@example.com` });
    const { challengeId } = (await sent.json()) as { challengeId: string };
    await (await call("VerifyCode", { challengeId, code: "wrong" })).text();
  }
  expect(await points("nopass.tenant.under_attack")).toMatchObject([
    { attributes: { "nopass.tenant": "acme" }, value: 1 },
  ]);
});
