import { create, toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SendCodeRequestSchema } from "../../gen/nopass/v1/nopass_pb.js";
import { maxBodyBytes } from "../../src/rpc/body.ts";
import { startService, type TestService } from "../e2e/support/service.ts";
import { overHttp1, overHttp2 } from "../http/support/requests.ts";

const email = "ada@example.com";
const binary = Buffer.from(toBinary(SendCodeRequestSchema, create(SendCodeRequestSchema, { email })));

let service: TestService;
beforeAll(async () => {
  service = await startService({ policy: { cool_down: "0s", budget: 900 } });
});
afterAll(() => service.stop());

describe("a body is read", () => {
  test.for([
    { what: "as JSON", type: "application/json", body: [Buffer.from(JSON.stringify({ email }))] },
    {
      what: "as JSON that names its characters",
      type: "application/json; charset=utf-8",
      body: [Buffer.from(JSON.stringify({ email }))],
    },
    {
      what: "with fields that this version does not know",
      type: "application/json",
      body: [Buffer.from(JSON.stringify({ email, colour: "red" }))],
    },
    { what: "as a binary message", type: "application/proto", body: [binary] },
    {
      what: "with binary fields that this version does not know",
      type: "application/proto",
      body: [binary, Buffer.from([0xfa, 0x3f, 1, 0x78])],
    },
    {
      what: "in one chunk a byte",
      type: "application/proto",
      body: [...binary].map((byte) => Buffer.of(byte)),
    },
    { what: "in chunks that cut a character", type: "application/json", body: cutWithinCharacter() },
  ])("$what", async ({ type, body }) => {
    expect((await post(type, body)).status).toBe(200);
  });
});

describe("a body that cannot be read is refused in words of ours, which repeat nothing of it", () => {
  test.for([
    { what: "no JSON", type: "application/json", body: '{"email":"ada@example.com"' },
    { what: "JSON of another kind", type: "application/json", body: '["ada@example.com"]' },
    { what: "a field of another kind", type: "application/json", body: '{"email":{"ada@example.com":1}}' },
    {
      what: "a field twice",
      type: "application/json",
      body: '{"challengeId":"a","challenge_id":"ada@example.com"}',
    },
    {
      what: "a validity that is no duration",
      type: "application/json",
      body: '{"email":"ada@example.com","ttl":"ada@example.com"}',
    },
    { what: "nothing", type: "application/json", body: "" },
    { what: "half a binary message", type: "application/proto", body: [binary.subarray(0, -1)] },
    {
      what: "binary text that is no UTF-8",
      type: "application/proto",
      body: [Buffer.from([0x0a, 2, 0xc3, 0x28])],
    },
    {
      what: "JSON text that is no UTF-8",
      type: "application/json",
      body: [Buffer.from('{"email":"ada@example.com\xff"}', "latin1")],
    },
    {
      what: "JSON after a byte order mark that is cut",
      type: "application/json",
      body: [Buffer.from([0xef, 0xbb])],
    },
  ])("$what", async ({ type, body }) => {
    for (const ask of [overHttp1, overHttp2]) {
      const answer = await post(type, body, ask);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({
        code: "invalid_argument",
        message: "the body cannot be read as the message of this call",
        details: [{ debug: { reason: "REQUEST_INVALID", domain: "nopass.v1" } }],
      });
      expect(answer.body).not.toContain("ada");
    }
  });
});

describe("a body of 16 KiB is the longest", () => {
  test.for([
    { bytes: maxBodyBytes, chunk: maxBodyBytes, want: 200 },
    { bytes: maxBodyBytes + 1, chunk: maxBodyBytes + 1, want: 400 },
    { bytes: maxBodyBytes, chunk: 1_000, want: 200 },
    { bytes: maxBodyBytes + 1, chunk: 1_000, want: 400 },
  ])("$bytes bytes in chunks of $chunk are answered with $want", async ({ bytes, chunk, want }) => {
    const all = Buffer.from(JSON.stringify({ email }).padEnd(bytes));
    const chunks = Array.from({ length: Math.ceil(bytes / chunk) }, (_, i) =>
      all.subarray(i * chunk, (i + 1) * chunk),
    );
    for (const ask of [overHttp1, overHttp2])
      expect((await post("application/json", chunks, ask)).status).toBe(want);
  });

  test("whatever length it claims", async () => {
    const path = "/nopass.v1.NoPassService/SendCode";
    const headers = {
      ...authorised(),
      "content-type": "application/json",
      "content-length": String(maxBodyBytes + 1),
    };
    const { status } = await overHttp1(service.url, {
      method: "POST",
      path,
      headers,
      body: " ".repeat(maxBodyBytes + 1),
    });
    expect(status).toBe(400);
  });
});

function authorised() {
  return { authorization: `Bearer ${service.secretKey}` };
}

function post(
  type: string,
  body: string | readonly Uint8Array[],
  ask: typeof overHttp1 | typeof overHttp2 = overHttp1,
) {
  const path = "/nopass.v1.NoPassService/SendCode";
  return ask(service.url, { method: "POST", path, headers: { ...authorised(), "content-type": type }, body });
}

function cutWithinCharacter(): readonly Uint8Array[] {
  const bytes = Buffer.from(JSON.stringify({ email, nonce: "ü" }));
  const at = bytes.indexOf(0xc3) + 1;
  return [bytes.subarray(0, at), bytes.subarray(at)];
}
