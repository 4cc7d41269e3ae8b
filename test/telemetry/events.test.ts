import { pino } from "pino";
import { describe, expect, test } from "vitest";
import type { FailureReason } from "../../src/core/failure.ts";
import { type CallEnded, createEvents, type Events } from "../../src/telemetry/events.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { noMetrics } from "../../src/telemetry/metrics.ts";
import { startService } from "../e2e/support/service.ts";
import { dial } from "../http/support/raw-socket.ts";
import { overHttp1, overHttp2 } from "../http/support/requests.ts";

describe("each event is one line", () => {
  const call = aCall({});
  const events: Readonly<Record<string, (events: Events) => void>> = {
    call: ({ callEnded }) => callEnded(call),
    started: ({ started }) => started({ port: 3600, store: "memory", mail: "console", tls: false }),
    draining: ({ draining }) => draining(),
    drained: ({ drained }) => drained({ ms: 12, aborted: 0 }),
    tenants_reloaded: ({ tenantsReloaded }) => tenantsReloaded(2),
    tenants_reload_failed: ({ tenantsReloadFailed }) => tenantsReloadFailed(["tenants: a\nb"]),
    mail_feedback: ({ mailFeedback }) => mailFeedback("bounced", "gmail.com"),
    feedback_refused: ({ feedbackPost }) => feedbackPost("sns", 403),
    feedback_subscribed: ({ feedbackSubscribed }) => feedbackSubscribed(),
    mailer_breaker: ({ mailerBreaker }) => mailerBreaker("smtp", "open"),
    fault: ({ fault }) => fault("page", new Error("a\nb")),
  };

  test.for(Object.entries(events))("%s", ([event, tell]) => {
    const [line, ...others] = linesOf(tell);
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      event,
      message: expect.any(String),
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });
});

describe("a call is logged", () => {
  test("with what an operator looks for", () => {
    const [line] = linesOf(({ callEnded }) =>
      callEnded(aCall({ durationMs: 12.345_678, addressTag: "Zm9v" })),
    );
    expect(line).toMatchObject({
      request_id: "7b2f0a4e-6d1c-4f53-9a43-51a1c1f1d5d7",
      rpc: "nopass.v1.NoPassService/SendCode",
      protocol: "grpc",
      http: "2.0",
      status: 200,
      ms: 12.3,
      answered: true,
      tenant: "acme",
      key_id: "Key00001",
      addr_tag: "Zm9v",
    });
  });

  const levels: Readonly<Record<FailureReason, "info" | "warn" | "error">> = {
    REQUEST_INVALID: "info",
    EMAIL_INVALID: "info",
    KEY_UNKNOWN: "info",
    KEY_FORBIDDEN: "info",
    COOLING_DOWN: "info",
    ADDRESS_LIMITED: "info",
    ADDRESS_UNDELIVERABLE: "info",
    CALLER_LIMITED: "info",
    CODE_REJECTED: "info",
    CHALLENGE_EXPIRED: "info",
    CHALLENGE_CLOSED: "info",
    CHALLENGE_UNKNOWN: "info",
    DELIVERY_FAILED: "warn",
    DELIVERY_UNKNOWN: "warn",
    STORE_UNAVAILABLE: "warn",
    OVERLOADED: "warn",
    INTERNAL: "error",
  };
  test.for([...Object.entries(levels), [undefined, "info"] as const])(
    "that was refused for %s as %s",
    ([reason, level]) => {
      const [line] = linesOf(({ callEnded }) => callEnded(aCall({ reason })));
      expect(pino.levels.labels[Number(line?.level)]).toBe(level);
    },
  );

  test("with what lay behind its refusal, but not in its words", () => {
    const cause = new TypeError("ada@example.com");
    const [line] = linesOf(({ callEnded }) => callEnded(aCall({ reason: "INTERNAL", cause })));
    expect(line).toMatchObject({ cause: { name: "TypeError" } });
    expect(JSON.stringify(line)).not.toContain("ada");
  });
});

describe("a running service", () => {
  const path = "/nopass.v1.NoPassService/SendCode";
  const body = '{"email":"ada@example.com"}';

  test("writes one line for each call, whatever the version of HTTP, and no line for a probe", async () => {
    await using service = await startService();
    const headers = { "content-type": "application/json", authorization: `Bearer ${service.secretKey}` };
    await overHttp1(service.url, { path: "/livez" });
    await overHttp1(service.url, { method: "POST", path, headers, body });
    await overHttp2(service.url, { method: "POST", path, headers, body });
    await overHttp1(service.url, {
      method: "POST",
      path,
      headers: { "content-type": "application/json" },
      body,
    });
    await service.stop();
    const calls = service.logs.map((line) => JSON.parse(line)).filter(({ event }) => event === "call");
    expect(calls).toMatchObject([
      { protocol: "connect", http: "1.1", status: 200, answered: true, tenant: "acme" },
      { protocol: "connect", http: "2.0", status: 200, answered: true, tenant: "acme" },
      { protocol: "connect", http: "1.1", status: 401, answered: true, reason: "KEY_UNKNOWN" },
    ]);
    expect(calls[0].addr_tag).toBe(calls[1].addr_tag);
    expect(calls[2].tenant).toBeUndefined();
  });

  test("says when its caller had gone before the answer", async () => {
    const sent = Promise.withResolvers<void>();
    const transport = {
      async deliver() {
        sent.resolve();
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { kind: "accepted" } as const;
      },
    };
    await using service = await startService({ world: { transport } });
    using client = await dial(service.port);
    const lines = [`POST ${path} HTTP/1.1`, "host: a", "content-type: application/json"];
    lines.push(`authorization: Bearer ${service.secretKey}`, `content-length: ${body.length}`, "", body);
    client.write(lines.join("\r\n"));
    await sent.promise;
    client.socket.destroy();
    await service.stop();
    const calls = service.logs.map((line) => JSON.parse(line)).filter(({ event }) => event === "call");
    expect(calls).toMatchObject([{ answered: false }]);
  });

  test("tells its caller under which name the call stands in the log", async () => {
    await using service = await startService();
    const headers = {
      "content-type": "application/json",
      "x-request-id": "7b2f0a4e-6d1c-4f53-9a43-51a1c1f1d5d7",
    };
    const answered = await overHttp1(service.url, { method: "POST", path, headers, body });
    expect(answered.headers["x-request-id"]).toBe(headers["x-request-id"]);
    const other = await overHttp1(service.url, {
      method: "POST",
      path,
      headers: { ...headers, "x-request-id": "ada@example.com" },
      body,
    });
    expect(other.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    await service.stop();
    const ids = service.logs.map((line) => JSON.parse(line).request_id).filter((id) => id !== undefined);
    expect(ids).toEqual([headers["x-request-id"], other.headers["x-request-id"]]);
  });
});

function linesOf(tell: (events: Events) => void): readonly Readonly<Record<string, unknown>>[] {
  const written: string[] = [];
  tell(createEvents(createLogger("info", { write: (line) => void written.push(line) }), noMetrics));
  for (const line of written) expect(line.indexOf("\n")).toBe(line.length - 1);
  return written.map((line) => JSON.parse(line));
}

function aCall(differences: Partial<CallEnded>): CallEnded {
  return {
    requestId: "7b2f0a4e-6d1c-4f53-9a43-51a1c1f1d5d7",
    rpc: "nopass.v1.NoPassService/SendCode",
    protocol: "grpc",
    httpVersion: "2.0",
    status: 200,
    durationMs: 12,
    answered: true,
    tenant: "acme",
    keyId: "Key00001",
    addressTag: undefined,
    reason: undefined,
    code: undefined,
    traceId: undefined,
    cause: undefined,
    ...differences,
  };
}
