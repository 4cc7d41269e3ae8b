import {
  create,
  type DescMessage,
  fromBinary,
  fromJsonString,
  type MessageInitShape,
  type MessageShape,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import {
  SendCodeRequestSchema,
  SendCodeResponseSchema,
  VerifyCodeRequestSchema,
} from "../../gen/nopass/v1/nopass_pb.js";
import type { Answered, Wire } from "./connection.ts";

export const sendPath = "/nopass.v1.NoPassService/SendCode";
export const verifyPath = "/nopass.v1.NoPassService/VerifyCode";

export function sendBody(wire: Wire, email: string, clientIp = ""): Buffer {
  return write(wire, SendCodeRequestSchema, { email, clientIp });
}

export function verifyBody(wire: Wire, challengeId: string, code: string): Buffer {
  return write(wire, VerifyCodeRequestSchema, { challengeId, code, attemptId: "a".repeat(22) });
}

/** The challenge that a call of SendCode opened. */
export function challengeOf(wire: Wire, { body }: Answered): string {
  return read(wire, SendCodeResponseSchema, body).challengeId;
}

function write<M extends DescMessage>(wire: Wire, schema: M, init: MessageInitShape<M>): Buffer {
  const message = create(schema, init);
  return Buffer.from(wire === "connect-1" ? toJsonString(schema, message) : toBinary(schema, message));
}

function read<M extends DescMessage>(wire: Wire, schema: M, body: Buffer): MessageShape<M> {
  return wire === "connect-1" ? fromJsonString(schema, body.toString()) : fromBinary(schema, body);
}
