import { create } from "@bufbuild/protobuf";
import { instantOf, textOf } from "./fields.ts";
import {
  type VerifyCodeRequest as RequestMessage,
  type VerifyCodeResponse as ResponseMessage,
  VerifyCodeRequestSchema,
} from "./gen/nopass/v1/nopass_pb.js";
import { newId } from "./id.ts";

/** What the person typed, and for which challenge. */
export interface VerifyCodeRequest {
  /** As `sendCode` returned it. */
  readonly challengeId: string;

  /** As it was typed. Anything but the right code is judged, and wrong: validate nothing before. */
  readonly code: string;

  /**
   * Answers the same for five minutes when a call is repeated with it and the same code: 22 to 64 characters of
   * base64url, made anew for each code that is typed. Default: one that is made for this call and its retries.
   */
  readonly attemptId?: string | undefined;
}

/** What was proven. There is no answer for "not proven": that is a NoPassError. */
export interface VerifyCodeResponse {
  /** The proven mailbox in its canonical form. Use this one, never one that came beside the code. */
  readonly email: string;

  /** What `sendCode` was called with. Compare it, so that a code for one thing does not open another. */
  readonly purpose: string;

  /** When the code was judged. */
  readonly verifyTime: Date;

  /** The same statement as a signed JWS, for a back end to check without asking the service. */
  readonly receipt: string;

  /** When the receipt stops being accepted. */
  readonly receiptExpireTime: Date;

  /** Keep it on the end user's device, and send it with the next `sendCode` for this address. It proves nothing. */
  readonly knownDevice: string;

  /** Whether nothing was mailed, and so nothing proven: the key is for tests, or the address is a test address. */
  readonly test: boolean;
}

/** Puts a request on the wire's terms, with an attempt id in any case. */
export function toVerifyCodeMessage(request: VerifyCodeRequest): RequestMessage {
  return create(VerifyCodeRequestSchema, {
    challengeId: textOf("challengeId", request.challengeId),
    code: textOf("code", request.code),
    attemptId: textOf("attemptId", request.attemptId) || newId(),
  });
}

/** Puts the service's answer on the caller's terms. */
export function fromVerifyCodeMessage(message: ResponseMessage): VerifyCodeResponse {
  return {
    email: message.email,
    purpose: message.purpose,
    verifyTime: instantOf("verify_time", message.verifyTime),
    receipt: message.receipt,
    receiptExpireTime: instantOf("receipt_expire_time", message.receiptExpireTime),
    knownDevice: message.knownDevice,
    test: message.test,
  };
}
