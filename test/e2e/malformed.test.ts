import { gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  Client as Channel,
  compressionAlgorithms,
  credentials,
  Metadata,
  type ServiceError,
} from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SendCodeRequestSchema } from "../../gen/nopass/v1/nopass_pb.js";
import { toConnectError } from "./support/clients/grpc-js.ts";
import { refusedBy } from "./support/clients/json.ts";
import { refusalOf } from "./support/refusal.ts";
import { startService, type TestService } from "./support/service.ts";

const sendCodePath = "/nopass.v1.NoPassService/SendCode";
const message = create(SendCodeRequestSchema, { email: "ada@example.com" });
const binary = toBinary(SendCodeRequestSchema, message);
const garbage = Buffer.from("ada@example.com is no message");

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

describe("a body that cannot be read is refused without being repeated", () => {
  test.for([
    { type: "application/json", body: '{"email": ada@example.com' },
    { type: "application/json", body: '{"email": 7}' },
    { type: "application/json", body: "[]" },
    { type: "application/json", body: "" },
    { type: "application/json", body: Buffer.from([0x7b, 0xff, 0x7d]) },
    { type: "application/proto", body: garbage },
  ])("over Connect: $type $body", async ({ type, body }) => {
    const response = await post({ "content-type": type }, body);
    expect(response.status).toBe(400);
    expectUnreadable(await refusalOf(refused(response)));
  });

  test("over gRPC", async () => {
    expectUnreadable(await refusalOf(grpcCall(garbage)));
  });

  test("over gRPC-Web", async () => {
    const response = await post({ "content-type": "application/grpc-web+proto" }, framed(garbage));
    const trailer = Buffer.from(await response.arrayBuffer()).toString("latin1");
    const status = response.headers.get("grpc-status") ?? /grpc-status: (\d+)/.exec(trailer)?.[1];
    expect(status).toBe("3");
    expect(trailer).not.toContain("ada");
  });
});

describe("what is no call of this service", () => {
  test("a GET of an RPC is not allowed, so that no secret ever stands in a URL", async () => {
    const query = "?connect=v1&encoding=json&message=%7B%22email%22%3A%22ada%40example.com%22%7D";
    const response = await fetch(service.url + sendCodePath + query, { headers: authorised() });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(service.mails).toHaveLength(0);
  });

  test.for(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])(
    "a form or a text (%s) is an unsupported media type, so that no page can send one across origins",
    async (type) => {
      const response = await post({ "content-type": type }, '{"email":"ada@example.com"}');
      expect(response.status).toBe(415);
      expect(service.mails).toHaveLength(0);
    },
  );

  test.for([
    "/",
    "/nopass.v1.NoPassService",
    "/nopass.v1.NoPassService/DeleteCode",
    "/constructor",
    "/inbox",
  ])("nothing is found at %s", async (path) => {
    const response = await fetch(service.url + path, { method: "POST", headers: authorised(), body: "{}" });
    expect(response.status).toBe(404);
  });

  test("a method that does not exist is unimplemented for a gRPC client", async () => {
    const { code } = await refusalOf(
      grpcCall(Buffer.from(binary), { path: "/nopass.v1.NoPassService/DeleteCode" }),
    );
    expect(code).toBe("unimplemented");
  });
});

describe("a compressed request is refused as unimplemented, so that none can unpack to more than it seems", () => {
  test("over Connect", async () => {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const response = await post(headers, gzipSync('{"email":"ada@example.com"}'));
    expect((await refusalOf(refused(response))).code).toBe("unimplemented");
  });

  test("over gRPC", async () => {
    const { code } = await refusalOf(grpcCall(Buffer.alloc(2_000, 1), { compressed: true }));
    expect(code).toBe("unimplemented");
  });
});

describe("bodies over 16 KiB", () => {
  test("are refused before they are read whole: one that never ends is answered", async () => {
    const endless = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        controller.enqueue(Buffer.alloc(4_096, " "));
      },
    });
    const response = await post({ "content-type": "application/json" }, endless);
    expect((await refusalOf(refused(response))).reason).toBe("REQUEST_INVALID");
  });

  test("are not read at all when they say how long they are", async () => {
    const response = await post({ "content-type": "application/json" }, `"${"x".repeat(16 * 1024)}"`);
    expect((await refusalOf(refused(response))).reason).toBe("REQUEST_INVALID");
  });

  test("are not read at all without a key", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.alloc(1_024)) });
    const headers = { "content-type": "application/json", authorization: "Bearer none" };
    const response = await post(headers, body);
    expect((await refusalOf(refused(response))).reason).toBe("KEY_UNKNOWN");
  });
});

test("the next call on the same connection is served after a body was refused", async () => {
  await post({ "content-type": "application/json" }, "x".repeat(20_000)).then((response) => response.text());
  const response = await post({ "content-type": "application/json" }, '{"email":"bob@example.com"}');
  expect(response.status).toBe(200);
});

function authorised() {
  return { authorization: `Bearer ${service.secretKey}` };
}

function post(headers: Record<string, string>, body: string | Buffer | ReadableStream): Promise<Response> {
  const init = { method: "POST", headers: { ...authorised(), ...headers }, body, duplex: "half" };
  return fetch(service.url + sendCodePath, init as RequestInit);
}

async function refused(response: Response): Promise<never> {
  throw refusedBy(await response.text(), response.headers);
}

function expectUnreadable({ reason, code, message }: Awaited<ReturnType<typeof refusalOf>>): void {
  expect({ reason, code }).toEqual({ reason: "REQUEST_INVALID", code: "invalid_argument" });
  expect(message).toBe("the body cannot be read as the message of this call");
}

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** A unary call with any bytes for a message. */
function grpcCall(body: Buffer, { path = sendCodePath, compressed = false } = {}): Promise<Buffer> {
  const algorithm = compressed ? compressionAlgorithms.gzip : compressionAlgorithms.identity;
  const options = { "grpc.default_compression_algorithm": algorithm };
  const channel = new Channel(`127.0.0.1:${service.port}`, credentials.createInsecure(), options);
  const metadata = new Metadata();
  metadata.set("authorization", authorised().authorization);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const answered = (error: ServiceError | null, answer?: Buffer) => {
    channel.close();
    if (error) reject(toConnectError(error));
    else resolve(answer ?? Buffer.alloc(0));
  };
  channel.makeUnaryRequest(
    path,
    (bytes: Buffer) => bytes,
    (bytes: Buffer) => bytes,
    body,
    metadata,
    answered,
  );
  return promise;
}
