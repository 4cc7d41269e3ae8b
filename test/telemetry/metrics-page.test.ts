import { describe, expect, test } from "vitest";
import { start } from "../../src/compose.ts";
import { SettingsError } from "../../src/config/env.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { createEnvironment } from "../e2e/support/environment.ts";
import { startService } from "../e2e/support/service.ts";
import { overHttp2 } from "../http/support/requests.ts";
import { metricsToken } from "./support/scrape.ts";

const authorised = { authorization: `Bearer ${metricsToken}` };

describe("the page of the metrics", () => {
  test("is not there unless it is asked for", async () => {
    await using service = await startService();
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404);
  });

  test.for([
    ["none", {}],
    ["another", { authorization: "Bearer another-token-of-someone" }],
    ["a part of it", { authorization: `Bearer ${metricsToken.slice(0, -1)}` }],
    ["another scheme", { authorization: `Basic ${metricsToken}` }],
  ] as const)("on the port of the calls is kept from whoever shows %s", async ([, headers]) => {
    await using service = await startService({ env: { NOPASS_METRICS_TOKEN: metricsToken } });
    const answer = await fetch(`${service.url}/metrics`, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await answer.text()).not.toContain("nopass_");
  });

  test("is shown to whoever has the token, over HTTP/1.1 and HTTP/2", async () => {
    await using service = await startService({ env: { NOPASS_METRICS_TOKEN: metricsToken } });
    const answer = await fetch(`${service.url}/metrics`, { headers: authorised });
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await answer.text()).toContain("\nnopass_tenants 2\n");
    const second = await overHttp2(service.url, { path: "/metrics", headers: authorised });
    expect(second.body.toString()).toContain("\nnopass_tenants 2\n");
  });

  test("has a port of its own where one is set, and is not on the other", async () => {
    const { settings } = await createEnvironment({});
    const running = await start(
      parseSettings({ ...settings, LOG_LEVEL: "silent", NOPASS_DRAIN_DELAY: "0", NOPASS_METRICS_PORT: "0" }),
    );
    try {
      const own = `http://127.0.0.1:${running.metricsPort}`;
      expect(await (await fetch(`${own}/metrics`)).text()).toContain("\nnopass_tenants 2\n");
      expect((await fetch(`${own}/livez`)).status).toBe(404);
      expect((await fetch(`http://127.0.0.1:${running.port}/metrics`)).status).toBe(404);
    } finally {
      await running.stop();
    }
    await expect(fetch(`http://127.0.0.1:${running.metricsPort}/metrics`)).rejects.toThrow();
  });

  test("needs the token on its own port as well, if there is one", async () => {
    const { settings } = await createEnvironment({});
    const scraped = { NOPASS_METRICS_PORT: "0", NOPASS_METRICS_TOKEN: metricsToken };
    const running = await start(
      parseSettings({ ...settings, LOG_LEVEL: "silent", NOPASS_DRAIN_DELAY: "0", ...scraped }),
    );
    const own = `http://127.0.0.1:${running.metricsPort}/metrics`;
    expect((await fetch(own)).status).toBe(401);
    expect((await fetch(own, { headers: authorised })).status).toBe(200);
    await running.stop();
  });
});

describe("settings", () => {
  test.for([
    [{ NOPASS_METRICS_TOKEN: "short" }, /NOPASS_METRICS_TOKEN must be at least 16/],
    [{ NOPASS_METRICS_PORT: "3600" }, /NOPASS_METRICS_PORT must not be PORT/],
    [{ NOPASS_METRICS_PORT: "many" }, /NOPASS_METRICS_PORT must be a whole number/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }, /OTEL_EXPORTER_OTLP_ENDPOINT must be an http/],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4317", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
      /OTEL_EXPORTER_OTLP_PROTOCOL must be http\/json/,
    ],
    [{ OTEL_TRACES_EXPORTER: "jaeger" }, /OTEL_TRACES_EXPORTER must be otlp or none/],
    [{ OTEL_TRACES_SAMPLER: "sometimes" }, /OTEL_TRACES_SAMPLER must be one of/],
    [{ OTEL_TRACES_SAMPLER_ARG: "2" }, /OTEL_TRACES_SAMPLER_ARG must be a number/],
  ] as const)("%j is a mistake", async ([mistake, message]) => {
    const { settings } = await createEnvironment({});
    const parse = () => parseSettings({ ...settings, PORT: "3600", ...mistake });
    expect(parse).toThrow(SettingsError);
    expect(parse).toThrow(message);
  });

  test.for([
    [{}, undefined, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:1/" }, "http://c:1/v1/traces", "http://c:1/v1/metrics"],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c:1/t" }, "http://c:1/t", undefined],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:1", OTEL_METRICS_EXPORTER: "none" },
      "http://c:1/v1/traces",
      undefined,
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:1", OTEL_SDK_DISABLED: "true" }, undefined, undefined],
  ] as const)("%j exports traces to %s and metrics to %s", async ([env, traces, metrics]) => {
    const { settings } = await createEnvironment({});
    const { telemetry } = parseSettings({ ...settings, ...env });
    expect([telemetry.tracesUrl, telemetry.metricsUrl]).toEqual([traces, metrics]);
  });
});
