import { Readable } from "node:stream";
import {
  create,
  type DescMethodUnary,
  equals,
  type Message,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  createAsyncIterable,
  createMethodSerializationLookup,
  transformSplitEnvelope,
} from "@connectrpc/connect/protocol";
import { NoPassService, VerifyCodeRequestSchema } from "../../../gen/nopass/v1/nopass_pb.js";
import { Failure } from "../../../src/core/failure.ts";
import type { Answer } from "../../../src/http/exchange.ts";
import { maxBodyBytes } from "../../../src/rpc/body.ts";
import { refuse } from "../../../src/rpc/errors.ts";
import { writeFrame } from "../../../src/rpc/unary/frame.ts";
import { createUnaryRpc } from "../../../src/rpc/unary/unary-rpc.ts";
import type { Random } from "../../support/random.ts";
import { aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

const method = NoPassService.method.verifyCode as DescMethodUnary;
const schema = VerifyCodeRequestSchema;
const message = create(schema, { challengeId: "nc1_AmsxAAAA", code: "012345", attemptId: "a1" });
const limits = { readMaxBytes: maxBodyBytes, writeMaxBytes: maxBodyBytes };
const reader = createMethodSerializationLookup(method, {}, {}, limits);

let handled: Message | undefined;
let thrown: unknown;
const rpc = createUnaryRpc<object, typeof method.input, typeof method.output>(
  {
    method,
    async handle(request) {
      handled = request;
      return {};
    },
  },
  {
    admit() {},
    refuse(_context, error) {
      thrown = error;
      return refuse({ requestId: "", network: "", certificateNames: [] }, error);
    },
    maxBodyBytes,
  },
);

/** The first character of an input says in which dialect it comes. */
const dialects = {
  g: { protocol: "grpc", json: false, contentType: "application/grpc" },
  j: { protocol: "grpc", json: true, contentType: "application/grpc+json" },
  w: { protocol: "grpc-web", json: false, contentType: "application/grpc-web+proto" },
} as const;

const framed = latin1(writeFrame(toBinary(schema, message)));

export const frames: FuzzTarget = {
  name: "frames",
  invariant: "of a body in frames the one message is read that connect-es finds there, and all else refused",
  trials: { quick: 20_000, full: 10_000_000 },
  seeds: [
    `g${framed}`,
    `w${framed}`,
    `j${latin1(writeFrame(Buffer.from(toJsonString(schema, message))))}`,
    `g${framed}${framed}`,
    `g${framed.slice(0, -1)}`,
    "g\0\0\0\0\0",
    "g\x01\0\0\0\0",
    "g\x80\0\0\0\0",
    "g\0\xff\xff\xff\xff",
    "g",
    `g\0\0\0\x40\0${"a".repeat(maxBodyBytes)}`,
    `g\0\0\0\x40\x01${"a".repeat(maxBodyBytes + 1)}`,
  ],
  words: ["\0\0\0\0\0", "\x01", "\x80", "\0\0\0\x01", "\xff\xff\xff\xff", "\0\0\x40\0"],
  generate,
  async judge(input) {
    const dialect = dialects[input.charAt(0) as keyof typeof dialects] ?? dialects.g;
    const bytes = Buffer.from(input.slice(1), "latin1");
    const expected = await read(bytes, dialect.json);
    handled = undefined;
    thrown = undefined;
    const answer = await serve(bytes, dialect);
    const status = new Map(Object.entries({ ...answer.headers, ...answer.trailers })).get("grpc-status");
    must((handled === undefined) === (expected === undefined), `it is ${handled ? "" : "not "}taken`);
    must(answer.status === 200, "gRPC answers with the status 200, whatever it says");
    if (handled !== undefined && expected !== undefined) {
      must(equals(schema, handled as typeof message, expected as typeof message), "another message was read");
      return `${dialect.contentType} read`;
    }
    const code = thrown instanceof ConnectError ? thrown.code : Code.InvalidArgument;
    must(thrown instanceof ConnectError || isRefusal(thrown), `it was refused by ${thrown}`);
    must(codes.has(code), `its code is ${Code[code]}`);
    must(dialect.protocol === "grpc-web" || status === String(code), `its status is ${status}`);
    return `${dialect.contentType} ${Code[code]} ${(thrown as Error).message}`;
  },
};

/** What bodies can be refused with. */
const codes: ReadonlySet<Code> = new Set([Code.InvalidArgument, Code.Unimplemented, Code.Internal]);

function isRefusal(error: unknown): boolean {
  return error instanceof Failure && error.reason === "REQUEST_INVALID";
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The one message that connect-es splits off and reads; undefined if there is none, or more, or it has a flag. */
async function read(bytes: Buffer, json: boolean): Promise<Message | undefined> {
  try {
    const found: Uint8Array[] = [];
    for await (const { flags, data } of transformSplitEnvelope(maxBodyBytes)(createAsyncIterable([bytes]))) {
      if (flags !== 0) return undefined;
      found.push(data);
    }
    const [data, ...others] = found;
    // It overlooks the beginning of another frame behind the message.
    if (data === undefined || others.length > 0 || bytes.length > 5 + data.length) return undefined;
    if (json) utf8.decode(data);
    return reader.getI(!json).parse(data);
  } catch {
    return undefined;
  }
}

function serve(bytes: Buffer, dialect: (typeof dialects)[keyof typeof dialects]): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const body = Readable.from(
    bytes.length > 0 ? [bytes.subarray(0, 3), bytes.subarray(3)].filter((part) => part.length) : [],
  );
  const exchange = { headers: {}, body, respond: resolve, discardRest() {} };
  const surroundings = { head: {}, timeoutMs: 10_000, run: <T>(work: () => T) => work() };
  rpc.serve(exchange, dialect, {}, surroundings);
  return promise;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function generate(random: Random): string {
  const json = random.chance(30);
  const text = { challengeId: aText(random, 10).toWellFormed(), code: aText(random, 6).toWellFormed() };
  const made = create(schema, text);
  const data = json ? Buffer.from(toJsonString(schema, made)) : Buffer.from(toBinary(schema, made));
  const frame = writeFrame(data);
  if (random.chance(30)) frame[0] = random.pick([1, 2, 0x80, 0x81, 0xff]);
  if (random.chance(30)) frame.writeUInt32BE(random.below(random.chance(80) ? data.length + 3 : 2 ** 32), 1);
  return (json ? "j" : random.pick(["g", "w"])) + latin1(frame).repeat(random.chance(95) ? 1 : 2);
}
