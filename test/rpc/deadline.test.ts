import { once } from "node:events";
import http2 from "node:http2";
import { setTimeout as pause } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limitDeadline, maxCallMs, withinDeadline } from "../../src/rpc/deadline.ts";
import { startService, type TestService } from "../e2e/support/service.ts";
import { dial } from "../http/support/raw-socket.ts";
import { overHttp1 } from "../http/support/requests.ts";

const grpc = "application/grpc+proto";

describe("a deadline that a caller sets", () => {
  test.for([
    { header: "grpc-timeout", value: "5S", ms: 5_000 },
    { header: "grpc-timeout", value: "1500m", ms: 1_500 },
    { header: "grpc-timeout", value: "250000u", ms: 250 },
    { header: "grpc-timeout", value: "99999999n", ms: 99.999999 },
    { header: "grpc-timeout", value: "0S", ms: 0 },
    { header: "connect-timeout-ms", value: "1500", ms: 1_500 },
    { header: "connect-timeout-ms", value: "10000", ms: 10_000 },
  ])("is kept: $header $value", ({ header, value, ms }) => {
    const headers = headersWith(header, value);
    expect(limitDeadline(headers)).toEqual({ ms: expect.closeTo(ms, 6) });
    expect(headers.get(header)).toBe(value);
  });

  test.for([
    { header: "grpc-timeout", value: "11S" },
    { header: "grpc-timeout", value: "1M" },
    { header: "grpc-timeout", value: "99999999H" },
    { header: "grpc-timeout", value: "10001m" },
    { header: "connect-timeout-ms", value: "10001" },
    { header: "connect-timeout-ms", value: "9999999999" },
  ])("is shortened to 10 s: $header $value", ({ header, value }) => {
    const headers = headersWith(header, value);
    expect(limitDeadline(headers)).toEqual({ ms: maxCallMs });
    expect(headers.get(header)).toBe(header === "grpc-timeout" ? "10000m" : "10000");
  });

  test.for([
    { header: "grpc-timeout", value: "5" },
    { header: "grpc-timeout", value: "5s" },
    { header: "grpc-timeout", value: "-5S" },
    { header: "grpc-timeout", value: "5.5S" },
    { header: "grpc-timeout", value: "123456789S" },
    { header: "grpc-timeout", value: "" },
    { header: "connect-timeout-ms", value: "soon" },
    { header: "connect-timeout-ms", value: "-1" },
    { header: "connect-timeout-ms", value: "1e3" },
    { header: "connect-timeout-ms", value: "12345678901" },
  ])("is refused, with the name of its header: $header $value", ({ header, value }) => {
    const { problem } = limitDeadline(headersWith(header, value));
    expect(problem).toMatchObject({ reason: "REQUEST_INVALID", violations: [{ field: header }] });
  });

  test("of another protocol does not count", () => {
    const headers = new Headers({ "content-type": "application/json", "grpc-timeout": "1S" });
    expect(limitDeadline(headers)).toEqual({ ms: maxCallMs });
    const grpcHeaders = new Headers({ "content-type": grpc, "connect-timeout-ms": "1" });
    expect(limitDeadline(grpcHeaders)).toEqual({ ms: maxCallMs });
  });
});

test.for([
  { type: grpc, header: "grpc-timeout", want: "10000m" },
  { type: "application/grpc-web+proto", header: "grpc-timeout", want: "10000m" },
  { type: "application/json", header: "connect-timeout-ms", want: "10000" },
])("a call of $type without a deadline gets one of 10 s", ({ type, header, want }) => {
  const headers = new Headers({ "content-type": type });
  expect(limitDeadline(headers)).toEqual({ ms: maxCallMs });
  expect(headers.get(header)).toBe(want);
});

describe("work within a deadline", () => {
  const over = new ConnectError("the operation timed out", Code.DeadlineExceeded);

  test("is waited for when it is in time", async () => {
    expect(await withinDeadline(Promise.resolve("done"), new AbortController().signal)).toBe("done");
  });

  test("fails as it fails", async () => {
    const failing = Promise.reject(new Error("broken"));
    await expect(withinDeadline(failing, new AbortController().signal)).rejects.toThrow("broken");
  });

  test("is answered for at the deadline, and goes on", async () => {
    const [deadline, work] = [new AbortController(), Promise.withResolvers<string>()];
    let done = false;
    const finished = work.promise.then(() => {
      done = true;
    });
    const answered = withinDeadline(finished, deadline.signal);
    deadline.abort(over);
    await expect(answered).rejects.toBe(over);
    expect(done).toBe(false);
    work.resolve("late");
    await finished;
    expect(done).toBe(true);
  });

  test("may fail after the deadline without anybody's harm", async () => {
    const [deadline, work] = [new AbortController(), Promise.withResolvers<string>()];
    const answered = withinDeadline(work.promise, deadline.signal);
    deadline.abort(over);
    await expect(answered).rejects.toBe(over);
    work.reject(new Error("late"));
    await pause(10);
  });

  test("is not even waited for when the deadline is over before it begins", async () => {
    await expect(withinDeadline(new Promise(() => undefined), AbortSignal.abort(over))).rejects.toBe(over);
  });

  test("of a caller who went away is canceled", async () => {
    const answered = withinDeadline(new Promise(() => undefined), AbortSignal.abort());
    await expect(answered).rejects.toMatchObject({ code: Code.Canceled });
  });
});

let service: TestService;

describe("a service", () => {
  beforeAll(async () => {
    const transport = { deliver: () => pause(700, { kind: "accepted" } as const) };
    service = await startService({ world: { transport } });
  });
  afterAll(() => service.stop());

  test("answers at the deadline while its work goes on", async () => {
    const startedAt = performance.now();
    const { body } = await overHttp1(service.url, sendCode({ "connect-timeout-ms": "100" }));
    expect(JSON.parse(body).code).toBe("deadline_exceeded");
    expect(performance.now() - startedAt).toBeLessThan(600);
  });

  test("refuses a deadline that it cannot read, and mails nothing", async () => {
    const { status, body } = await overHttp1(service.url, sendCode({ "connect-timeout-ms": "soon" }));
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      code: "invalid_argument",
      message: "the deadline cannot be read",
      details: [
        { debug: { reason: "REQUEST_INVALID" } },
        { debug: { fieldViolations: [{ field: "connect-timeout-ms" }] } },
      ],
    });
  });

  test("does not wait beyond the deadline for a body, over HTTP/1.1", async () => {
    using client = await dial(service.port);
    const { headers, path } = sendCode({ "connect-timeout-ms": "200" });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    client.write(`POST ${path} HTTP/1.1\r\nhost: a\r\n${lines.join("")}content-length: 20\r\n\r\n{"email"`);
    expect(await client.received("deadline_exceeded")).toMatch(/^HTTP\/1\.1 504 /);
  });

  test("does not wait beyond the deadline for a body, over HTTP/2", async () => {
    const session = http2.connect(service.url);
    const { headers, path } = sendCode({ "connect-timeout-ms": "200" });
    const stream = session.request({ ":method": "POST", ":path": path, ...headers }, { endStream: false });
    stream.write('{"email"');
    const [answered] = await once(stream, "response");
    expect(answered[":status"]).toBe(504);
    session.destroy();
  });

  test("takes a validity that is no whole number of milliseconds", async () => {
    const request = { ...sendCode({}), body: '{"email":"bob@example.com","ttl":"60.000123456s"}' };
    expect((await overHttp1(service.url, request)).status).toBe(200);
  });
});

function headersWith(header: string, value: string): Headers {
  const type = header === "grpc-timeout" ? grpc : "application/json";
  return new Headers({ "content-type": type, [header]: value });
}

function sendCode(headers: Readonly<Record<string, string>>) {
  return {
    method: "POST",
    path: "/nopass.v1.NoPassService/SendCode",
    headers: { authorization: `Bearer ${service.secretKey}`, "content-type": "application/json", ...headers },
    body: '{"email":"ada@example.com"}',
  };
}
