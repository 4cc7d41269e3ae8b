import {
  createHash,
  createHmac,
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { createServer as createHttp1 } from "node:http";
import { createServer as createHttp2, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { serveMeasurer } from "../processes.ts";

/**
 * The least that a call can cost on this machine: a bare handler of the same protocol that makes the same number of bare
 * signed HTTP calls with the same bytes, signs where a receipt is signed, and does nothing else.
 *
 * `SIZES` says how many bytes the service sends and answers.
 */
const { send, judge, mail, sent, verified } = JSON.parse(process.env.SIZES ?? "{}") as Sizes;
interface Sizes {
  /** Bytes of the bodies that the service sends to DynamoDB and SES. */
  readonly send: number;
  readonly judge: number;
  readonly mail: number;
  /** Bytes of its answers. */
  readonly sent: number;
  readonly verified: number;
}

const pool = new Pool(process.env.CANNED_URL ?? "", { connections: 64, pipelining: 1 });
const host = new URL(process.env.CANNED_URL ?? "").host;
const bodies = {
  send: Buffer.from(JSON.stringify({ floor: "send", filler: "x".repeat(Math.max(0, send - 30)) })),
  judge: Buffer.from(JSON.stringify({ floor: "judge", filler: "x".repeat(Math.max(0, judge - 31)) })),
  mail: Buffer.alloc(mail, "x"),
};
/** As many bytes as a refusal of Connect has, with its details; gRPC's has about as many in its trailers. */
const refused = 230;
const answers = {
  send: Buffer.alloc(sent, 1),
  verify: Buffer.alloc(verified, 1),
  refused: Buffer.alloc(refused, 1),
};
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const receiptKey = createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" }));

async function work(path: string): Promise<Buffer> {
  if (path.endsWith("/SendCode")) {
    await call("dynamodb", "/", bodies.send, "DynamoDB_20120810.UpdateItem");
    await call("ses", "/floor", bodies.mail, undefined);
    return answers.send;
  }
  if (path.endsWith("/VerifyCode")) {
    await call("dynamodb", "/", bodies.judge, "DynamoDB_20120810.UpdateItem");
    sign("sha256", bodies.judge.subarray(0, 400), { key: receiptKey, dsaEncoding: "ieee-p1363" });
    return answers.verify;
  }
  return answers.refused;
}

const signingKeys = new Map<string, KeyObject>();

/** AWS Signature Version 4, with nothing that a call with these headers does not need. */
async function call(service: string, path: string, body: Buffer, target: string | undefined): Promise<void> {
  const now = new Date().toISOString();
  const stamp = `${now.slice(0, 4)}${now.slice(5, 7)}${now.slice(8, 13)}${now.slice(14, 16)}${now.slice(17, 19)}Z`;
  const day = stamp.slice(0, 8);
  const digest = createHash("sha256").update(body).digest("hex");
  const signed = target === undefined ? "host;x-amz-date" : "host;x-amz-date;x-amz-target";
  const lines = target === undefined ? "" : `x-amz-target:${target}\n`;
  const canonical = `POST\n${path}\n\nhost:${host}\nx-amz-date:${stamp}\n${lines}\n${signed}\n${digest}`;
  const scope = `${day}/eu-central-1/${service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${createHash("sha256").update(canonical).digest("hex")}`;
  const signature = createHmac("sha256", signingKey(day, service)).update(text).digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDFLOOR/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
  const headers = {
    host,
    "x-amz-date": stamp,
    authorization,
    ...(target === undefined ? {} : { "x-amz-target": target }),
  };
  const answer = await pool.request({ path, method: "POST", headers, body });
  await answer.body.text();
}

function signingKey(day: string, service: string): KeyObject {
  const known = signingKeys.get(day + service);
  if (known !== undefined) return known;
  const bytes = [day, "eu-central-1", service, "aws4_request"].reduce(
    (key: Buffer | string, part) => createHmac("sha256", key).update(part).digest(),
    "AWS4secret",
  ) as Buffer;
  // A key object is several times faster than bytes.
  const key = createSecretKey(bytes);
  signingKeys.set(day + service, key);
  return key;
}

const h2 = createHttp2();
h2.on("stream", (stream: ServerHttp2Stream, headers) => {
  const path = headers[":path"] ?? "";
  const grpc = headers["content-type"] === "application/grpc";
  stream.on("data", () => {});
  stream.on("end", async () => {
    const body = await work(path);
    const head = { ":status": 200, "content-type": headers["content-type"] };
    if (!grpc) {
      stream.respond(head);
      stream.end(body);
      return;
    }
    stream.respond(head, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    const frame = Buffer.allocUnsafe(5 + body.length);
    frame[0] = 0;
    frame.writeUInt32BE(body.length, 1);
    frame.set(body, 5);
    stream.end(frame);
  });
});
const h1 = createHttp1((request, response) => {
  request.on("data", () => {});
  request.on("end", async () => {
    const body = await work(request.url ?? "");
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
  });
});
h2.listen(0, "127.0.0.1", () =>
  h1.listen(0, "127.0.0.1", () => {
    const url = (server: { address(): unknown }) =>
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    serveMeasurer({ h2: url(h2), h1: url(h1), secretKey: "", publishableKey: "" });
  }),
);
