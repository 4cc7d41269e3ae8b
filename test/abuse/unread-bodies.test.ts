import { once } from "node:events";
import http2 from "node:http2";
import { expect, test } from "vitest";
import { aTenantEntry } from "../config/support/tenants.ts";
import { dial } from "../http/support/raw-socket.ts";
import { scriptedClock } from "../support/noon.ts";
import { fromPage, publishableKey } from "./support/keys.ts";
import { type Method, pathOf, post } from "./support/post.ts";
import { startWithTenants, type TenantsService } from "./support/tenants-service.ts";

const key = publishableKey();
const oneCall = { count: 1, per: "10m" };

/** A service whose caller has had its one call. */
async function startSpent(): Promise<TenantsService> {
  const limits = { network_sends: oneCall, network_verifies: oneCall };
  const service = await startWithTenants([aTenantEntry({ limits, keys: [key.entry] })], {
    world: { clock: scriptedClock().clock },
  });
  await post(service.url, "SendCode", fromPage(key), { email: "ada@example.com" });
  await post(service.url, "VerifyCode", fromPage(key), { challengeId: "nc1_made-up", code: "123456" });
  return service;
}

const bodies = {
  "no JSON": "{",
  "JSON of another message": '{"emails":["ada@example.com"]}',
  "bytes that are no text": "\u0000\u0001\u0002",
  "nothing at all": "",
  "more than 16 KiB": "x".repeat(100_000),
};

test.for(Object.entries(bodies))(
  "who is limited is told so and no more, with a body of %s",
  async ([, body]) => {
    await using service = await startSpent();
    for (const method of ["SendCode", "VerifyCode"] as const) {
      const { status, reason } = await post(service.url, method, fromPage(key), body);
      expect({ status, reason }).toEqual({ status: 429, reason: "CALLER_LIMITED" });
    }
  },
);

test.for(["SendCode", "VerifyCode"] as const)(
  "who is limited is answered before a body comes that was promised: %s over HTTP/1.1",
  async (method) => {
    await using service = await startSpent();
    using socket = await dial(service.port);
    const headers = Object.entries({
      host: "127.0.0.1",
      "content-type": "application/json",
      "content-length": "1000",
      ...fromPage(key),
    });
    const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    socket.write(`POST ${pathOf(method)} HTTP/1.1\r\n${head}\r\n`);
    const answer = await socket.received("CALLER_LIMITED");
    expect(answer).toMatch(/^HTTP\/1\.1 429 /);
    expect(answer).toMatch(/retry-after: 600\r\n/i);
  },
);

test.for(["SendCode", "VerifyCode"] as const)(
  "who is limited is answered before a body comes: %s of gRPC over HTTP/2",
  async (method) => {
    await using service = await startSpent();
    const { status, grpcStatus } = await grpcWithoutBody(service, method);
    const resourceExhausted = "8";
    expect({ status, grpcStatus }).toEqual({ status: 200, grpcStatus: resourceExhausted });
  },
);

/** Opens a call of gRPC and says nothing more. */
async function grpcWithoutBody({ url }: TenantsService, method: Method) {
  const session = http2.connect(url);
  try {
    const stream = session.request({
      ":method": "POST",
      ":path": pathOf(method),
      "content-type": "application/grpc",
      te: "trailers",
      ...fromPage(key),
    });
    stream.resume();
    // The call may end with its headers alone, or with trailers.
    const [headers] = await once(stream, "response");
    const trailers = headers["grpc-status"] === undefined ? (await once(stream, "trailers"))[0] : headers;
    return { status: headers[":status"], grpcStatus: trailers["grpc-status"] };
  } finally {
    session.destroy();
  }
}
