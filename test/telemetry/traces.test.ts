import { execFileSync } from "node:child_process";
import { describe, expect, test, vi } from "vitest";
import { storeUnavailable } from "../../src/store/retry.ts";
import { targetOf } from "../e2e/support/clients/client.ts";
import { connectClients } from "../e2e/support/clients/connect.ts";
import { createHeldStore } from "../e2e/support/held-store.ts";
import { startService } from "../e2e/support/service.ts";
import { type OtlpReceiver, type OtlpSpan, startOtlpReceiver } from "./support/otlp-receiver.ts";
import { callRpc } from "./support/rpc-calls.ts";
import { metricsToken, scrape } from "./support/scrape.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const parentId = "b7ad6b7169203331";
const traceparent = `00-${traceId}-${parentId}-01`;
const email = "ada@example.com";

/** What was exported of the calls that `play` makes. */
async function spansOf(
  play: (service: Awaited<ReturnType<typeof startService>>) => Promise<unknown>,
  options: Parameters<typeof startService>[0] = {},
): Promise<readonly OtlpSpan[]> {
  await using receiver = await startOtlpReceiver();
  const service = await startService({ ...options, env: { ...endpointOf(receiver), ...options.env } });
  await play(service);
  await service.stop();
  return receiver.spans();
}

const endpointOf = ({ url }: OtlpReceiver) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url });

function attributesOf({ attributes }: OtlpSpan): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

describe("a call is one trace", () => {
  test("in which store and mailer are children of the RPC, and the RPC one of its caller", async () => {
    const spans = await spansOf((service) => callRpc(service, "SendCode", { email }, { traceparent }));
    const rpc = spans.find(({ name }) => name === "nopass.v1.NoPassService/SendCode");
    expect(rpc).toMatchObject({ traceId, parentSpanId: parentId, kind: 2 });
    expect(rpc && attributesOf(rpc)).toMatchObject({
      "rpc.system.name": "connectrpc",
      "rpc.method": "nopass.v1.NoPassService/SendCode",
      "rpc.response.status_code": "OK",
      "nopass.tenant": "acme",
    });
    const children = spans.filter(({ name }) => name !== rpc?.name);
    expect(children.map(({ name }) => name)).toEqual(["store open", "mail deliver"]);
    for (const child of children)
      expect(child).toMatchObject({ traceId, parentSpanId: rpc?.spanId, kind: 3 });
  });

  test("also if it waited for its turn, which somebody else's call gave it", async () => {
    const held = createHeldStore();
    const others = traceId.replace("0af", "1bf");
    const spans = await spansOf(
      async (service) => {
        const first = callRpc(
          service,
          "SendCode",
          { email: "bob@example.com" },
          {
            traceparent: traceparent.replace(traceId, others),
          },
        );
        await vi.waitFor(() => expect(held.waiting()).toBe(1));
        const second = callRpc(service, "SendCode", { email }, { traceparent });
        await vi.waitFor(async () =>
          expect(await scrape(service)).toContainEqual({
            name: "nopass_calls_in_hand",
            labels: {},
            value: 2,
          }),
        );
        expect(held.waiting()).toBe(1);
        held.release();
        await Promise.all([first, second]);
      },
      { world: { store: held.store }, env: { NOPASS_MAX_CALLS: "4", NOPASS_METRICS_TOKEN: metricsToken } },
    );
    for (const id of [traceId, others])
      expect(
        spans
          .filter((span) => span.traceId === id)
          .map(({ name }) => name)
          .sort(),
      ).toEqual(["mail deliver", "nopass.v1.NoPassService/SendCode", "store open"]);
  });

  test.for(Object.entries(connectClients))("by the context in the metadata of %s", async ([, open]) => {
    const spans = await spansOf(async (service) => {
      const { url, headers } = targetOf(service);
      const client = open({ url, headers: { ...headers, traceparent } });
      await client.sendCode({ email });
      client.close();
    });
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  });

  test.for([
    "",
    "00",
    `ff-${traceId}-${parentId}-01`,
    `00-${"0".repeat(32)}-${parentId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId}-${parentId}-01-more`,
    `00-${traceId.toUpperCase()}-${parentId}-01`,
    email,
  ])("of its own where the context is none: %j", async (broken) => {
    const spans = await spansOf((service) =>
      callRpc(service, "SendCode", { email }, { traceparent: broken, tracestate: `a=${email}` }),
    );
    expect(spans.length).toBe(3);
    for (const span of spans) expect(span.traceId).not.toBe(traceId);
    expect(JSON.stringify(spans)).not.toContain(email);
  });

  test("that is not recorded where its caller or the sampler says so", async () => {
    const play = (service: Parameters<typeof callRpc>[0]) =>
      callRpc(service, "SendCode", { email }, { traceparent: traceparent.replace(/1$/, "0") });
    expect(await spansOf(play)).toEqual([]);
    expect(await spansOf(play, { env: { OTEL_TRACES_SAMPLER: "always_on" } })).toHaveLength(3);
    expect(await spansOf(play, { env: { OTEL_TRACES_SAMPLER: "always_off" } })).toEqual([]);
  });

  test("whose name stands in the log line", async () => {
    await using receiver = await startOtlpReceiver();
    await using service = await startService({ env: endpointOf(receiver) });
    await callRpc(service, "SendCode", { email }, { traceparent });
    await vi.waitFor(() => expect(service.logs.join("")).toContain(`"trace_id":"${traceId}"`));
  });
});

test("a refusal is no error of the service, an unavailable store is, on each span that met it", async () => {
  const failing = async () => Promise.reject(storeUnavailable(new Error(`the row of ${email}`)));
  const store = { open: failing, judge: failing, giveBack: failing, ping: failing };
  const refused = await spansOf((service) => callRpc(service, "SendCode", { email: "nobody" }));
  expect(refused).toMatchObject([{ status: { code: 0 } }]);
  expect(refused.map(attributesOf)).toMatchObject([
    { "rpc.response.status_code": "INVALID_ARGUMENT", "error.type": "EMAIL_INVALID" },
  ]);
  const broken = await spansOf((service) => callRpc(service, "SendCode", { email }), { world: { store } });
  expect(broken.map(({ name, status }) => [name, status.code])).toEqual([
    ["store open", 2],
    ["store give_back", 2],
    ["nopass.v1.NoPassService/SendCode", 2],
  ]);
  expect(JSON.stringify(broken)).not.toContain("row");
});

test("metrics are pushed as well, and what is held back goes out when the service ends", async () => {
  await using receiver = await startOtlpReceiver();
  const service = await startService({ env: endpointOf(receiver) });
  await callRpc(service, "SendCode", { email });
  await service.stop();
  const pushed = receiver.exports.filter(({ path }) => path === "/v1/metrics").map(({ body }) => body);
  expect(pushed.join("")).toContain('"nopass.codes"');
  expect(pushed.join("")).toContain('"rpc.server.call.duration"');
});

test("a receiver that does not answer holds up neither calls nor the end", async () => {
  const service = await startService({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" } });
  expect(await callRpc(service, "SendCode", { email })).toHaveProperty("challengeId");
  await service.stop();
});

test("nothing of the SDK is loaded unless it is used", () => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    await import("./src/compose.ts");
    console.log(loaded.filter((url) => url.includes("@opentelemetry")).length, loaded.length > 100);
  `;
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(printed).toBe("0 true\n");
});
