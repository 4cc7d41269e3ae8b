import { Readable } from "node:stream";
import {
  create,
  type DescMethodUnary,
  equals,
  type Message,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { Code, type ConnectError } from "@connectrpc/connect";
import { createMethodSerializationLookup } from "@connectrpc/connect/protocol";
import {
  NoPassService,
  SendCodeRequestSchema,
  VerifyCodeRequestSchema,
} from "../../../gen/nopass/v1/nopass_pb.js";
import { Failure } from "../../../src/core/failure.ts";
import type { Answer } from "../../../src/http/exchange.ts";
import { maxBodyBytes, readBody } from "../../../src/rpc/body.ts";
import { refuse } from "../../../src/rpc/errors.ts";
import { createUnaryRpc, type UnaryRpc } from "../../../src/rpc/unary/unary-rpc.ts";
import type { Random } from "../../support/random.ts";
import { aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

/** What became of a body: the message that a handler was given, or what was thrown. */
interface Served {
  readonly message?: Message;
  readonly thrown?: unknown;
  readonly error?: ConnectError;
  readonly answer: Answer;
}

const canary = "canary@example.com";
const send = create(SendCodeRequestSchema, {
  email: canary,
  ttl: { seconds: 60n, nanos: 0 },
  locale: "de",
  purpose: "sign-in",
  nonce: "n\u00e9\u2713",
  idempotencyKey: "3c8f",
  clientIp: "192.0.2.1",
});
const verify = create(VerifyCodeRequestSchema, {
  challengeId: "nc1_AmsxAAAA",
  code: "012345",
  attemptId: "a1",
});

const methods = [
  NoPassService.method.sendCode,
  NoPassService.method.verifyCode,
] as readonly DescMethodUnary[];
const limits = { readMaxBytes: maxBodyBytes, writeMaxBytes: maxBodyBytes };
const readers = methods.map((method) => createMethodSerializationLookup(method, {}, {}, limits));
let served: { message?: Message; thrown?: unknown; error?: ConnectError } = {};
const rpcs: readonly UnaryRpc<object>[] = methods.map((method) =>
  createUnaryRpc<object, typeof method.input, typeof method.output>(
    {
      method,
      async handle(request) {
        served.message = request;
        return {};
      },
    },
    {
      admit: () => undefined,
      refuse(_context, thrown) {
        const error = refuse({ requestId: "", network: "", certificateNames: [] }, thrown);
        served = { ...served, thrown, error };
        return error;
      },
      maxBodyBytes,
    },
  ),
);

/** The first character of an input says for which method it is, and in which encoding. */
const marks = ["s{", "v{", "sb", "vb"] as const;

export const requests: FuzzTarget = {
  name: "requests",
  invariant: "a body is what connect-es reads in it, or is refused in our words, which repeat nothing of it",
  trials: { quick: 15_000, full: 10_000_000 },
  seeds: [
    `s{${toJsonString(SendCodeRequestSchema, send)}`,
    `v{${toJsonString(VerifyCodeRequestSchema, verify)}`,
    `sb${binary(toBinary(SendCodeRequestSchema, send))}`,
    `vb${binary(toBinary(VerifyCodeRequestSchema, verify))}`,
    's{{"email":"ada@example.com","ttl":"1.5s","__proto__":{"email":"x"},"unknown":[1]}',
    's{{"email":"a","email":"b"}',
    's{{"ttl":"315576000001s"}',
    's{{"email":null,"stranger":true}',
    "s{[]",
    "s{\xff\xfe",
    "sb",
    "sb\x0a\xff\xff\xff\xff\x0f",
    `s{${"[".repeat(5_000)}`,
    `s{{"email":"${"a".repeat(maxBodyBytes)}"}`,
  ],
  words: [
    '"',
    '":"',
    '"email"',
    '"challenge_id"',
    '"challengeId"',
    "null",
    "1e400",
    "\\u0000",
    "\\ud800",
    "\xed\xa0\x80",
    "\xc0\x80",
    "\xef\xbb\xbf",
    "\x0a\x05",
    "\x12\x02\x08\x01",
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    "\x0b",
    "\x0c",
  ],
  generate,
  async judge(input) {
    const at = Math.max(
      0,
      marks.findIndex((mark) => input.startsWith(mark)),
    );
    const json = at < 2;
    const bytes = Buffer.from(input.slice(2), "latin1");
    const expected = read(at % 2, json, bytes);
    const { message, thrown, error, answer } = await serve(at % 2, json, bytes);
    const schema = methods[at % 2]?.input ?? SendCodeRequestSchema;
    must((message === undefined) === (expected === undefined), `it is ${message ? "" : "not "}taken`);
    await checkOther(json, bytes, schema, message === undefined);
    if (message === undefined || expected === undefined) {
      must(thrown instanceof Failure && thrown.reason === "REQUEST_INVALID", `it was refused by ${thrown}`);
      must(error?.code === Code.InvalidArgument && answer.status === 400, "its status is another one");
      must(refusals.has(thrown.message), "the refusal has words of its own");
      return `${marks[at]} refused ${thrown.message}`;
    }
    must(equals(schema, message, expected), "another message was read");
    must(answer.status === 200, "it was not answered");
    return `${marks[at]} ${Object.values(message).filter((value) => value !== "").length}`;
  },
};

const refusals = new Set([
  "the body cannot be read as the message of this call",
  "the body is larger than 16 KiB",
]);

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** What connect-es makes of it; texts that are no UTF-8 are refused, which it does not. */
function read(method: number, json: boolean, bytes: Buffer): Message | undefined {
  try {
    if (json) utf8.decode(bytes);
    return readers[method]?.getI(!json).parse(bytes);
  } catch {
    return undefined;
  }
}

/** The way that unusual calls are read, with the same judgement. */
async function checkOther(json: boolean, bytes: Buffer, input: DescMethodUnary["input"], refused: boolean) {
  const headers = new Headers({ "content-type": `application/${json ? "json" : "proto"}` });
  const promise = { length: bytes.length, maxBytes: maxBodyBytes, timeoutMs: 10_000 };
  const other = await readBody(Readable.from(bytes.length ? [bytes] : []), headers, input, promise).catch(
    (error: unknown) => error,
  );
  must(refused === !Buffer.isBuffer(other), "the two ways to read a body differ");
  must(!refused || (other instanceof Failure && other.reason === "REQUEST_INVALID"), `it is ${other}`);
}

/** In two chunks, as bodies may come in any. */
function serve(method: number, json: boolean, bytes: Buffer): Promise<Served> {
  const { promise, resolve } = Promise.withResolvers<Served>();
  served = {};
  const half = bytes.length >> 1;
  const body = Readable.from(
    [bytes.subarray(0, half), bytes.subarray(half)].filter(({ length }) => length > 0),
  );
  const contentType = `application/${json ? "json" : "proto"}`;
  const exchange = {
    headers: {},
    body,
    respond: (answer: Answer) => resolve({ ...served, answer }),
    discardRest() {},
  };
  const surroundings = { head: {}, timeoutMs: 10_000, run: <T>(work: () => T) => work() };
  rpcs[method]?.serve(exchange, { protocol: "connect", json, contentType }, {}, surroundings);
  return promise;
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function generate(random: Random): string {
  const mark = random.pick(marks);
  if (mark.endsWith("b"))
    return mark + Array.from({ length: 1 + random.below(5) }, () => aField(random)).join("");
  const members = Array.from({ length: random.below(5) }, () => `${aName(random)}:${aValue(random, 3)}`);
  return `${mark}${binary(Buffer.from(`{${members.join(random.chance(97) ? "," : ",,")}}`))}`;
}

/** A tag, and something of its wire type or of another. */
function aField(random: Random): string {
  const tag = String.fromCharCode(((1 + random.below(14)) << 3) | random.pick([2, 2, 2, 0, 1, 5, 3, 4]));
  const text = aText(random, 12);
  const bytes = random.chance(80) ? binary(Buffer.from(text)) : text;
  const length = random.chance(90) ? bytes.length : random.below(128);
  return random.chance(80) ? tag + String.fromCharCode(length) + bytes : tag + bytes;
}

const names =
  "email ttl locale purpose nonce idempotencyKey idempotency_key challengeId challenge_id clientIp";

function aName(random: Random): string {
  const all = `${names} code attemptId knownDevice stranger __proto__ toString`.split(" ");
  return JSON.stringify(random.chance(95) ? all[random.below(all.length)] : aText(random, 5));
}

function aValue(random: Random, depth: number): string {
  switch (random.below(depth > 0 ? 10 : 8)) {
    case 0:
      return random.pick(["null", "true", "false", "0", "-1", "1e999", "1.0", '"\\ud800"', '"\\u0000"']);
    case 1:
      return JSON.stringify(`${random.below(100_000)}.${random.below(1000)}s`);
    case 8:
      return `[${aValue(random, depth - 1)}]`;
    case 9:
      return `{${aName(random)}:${aValue(random, depth - 1)}}`;
    default:
      return JSON.stringify(aText(random, 20));
  }
}
