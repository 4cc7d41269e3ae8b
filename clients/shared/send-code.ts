import { create } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { instantOf, textOf } from "./fields.ts";
import {
  CodeAlphabet,
  type SendCodeRequest as RequestMessage,
  type SendCodeResponse as ResponseMessage,
  SendCodeRequestSchema,
} from "./gen/nopass/v1/nopass_pb.js";
import { newId } from "./id.ts";

/** The mailbox to be proven; or, to send another code for it, the challenge that it was asked for. */
export type SendCodeRequest = SendCodeSettings &
  (
    | { readonly email: string; readonly challengeId?: string | undefined }
    | { readonly email?: string | undefined; readonly challengeId: string }
  );

interface SendCodeSettings {
  /** How long the code is valid, from 30 seconds to the policy's maximum. Default: the policy's, by default 5 minutes. */
  readonly ttlMs?: number | undefined;

  /** The language of the mail, as a BCP 47 tag. Default: the tenant's. */
  readonly locale?: string | undefined;

  /** What the code is for, bound into the challenge and the receipt: 1 to 64 of `a-z 0-9 . _ -`. Default: `sign-in`. */
  readonly purpose?: string | undefined;

  /** A value of yours that the receipt repeats, at most 128 characters. */
  readonly nonce?: string | undefined;

  /**
   * Answers the same, and mails nothing, when a call is repeated with it: 22 to 64 characters of base64url, made anew
   * for each code that is wanted. Default: one that is made for this call and its retries.
   *
   * A secret: whoever has it and the address receives the same challenge.
   */
  readonly idempotencyKey?: string | undefined;

  /** The end user's network address, for limits. Refused with a publishable key. */
  readonly clientIp?: string | undefined;

  /**
   * What an earlier `verifyCode` for this address gave for the end user's device: then a stranger who had codes sent to
   * the address cannot lock its owner out.
   */
  readonly knownDevice?: string | undefined;

  /** Says, with a secret key, that you do not vouch for whoever wants the code: the address's strangers' budget is used. */
  readonly stranger?: boolean | undefined;
}

/** Where the code can be judged, and until when. */
export interface SendCodeResponse {
  /** Keep it where only the person who asked can use it: whoever has it can use up the attempts. */
  readonly challengeId: string;

  /** When the code stops being accepted. */
  readonly expireTime: Date;

  /** When the next code can be sent to this address at the earliest. */
  readonly resendTime: Date;

  /** How many characters the code has, so that no form hard-codes six. */
  readonly codeLength: number;

  /** `digits`: 0 to 9. `base32`: digits and letters, for which a numeric keyboard is not enough. */
  readonly codeAlphabet: "digits" | "base32";
}

/** Puts a request on the wire's terms, with an idempotency key in any case. */
export function toSendCodeMessage(request: SendCodeRequest): RequestMessage {
  const { ttlMs } = request;
  if (ttlMs !== undefined && !Number.isFinite(ttlMs)) throw new TypeError("ttlMs must be a number");
  return create(SendCodeRequestSchema, {
    email: textOf("email", request.email),
    locale: textOf("locale", request.locale),
    purpose: textOf("purpose", request.purpose),
    nonce: textOf("nonce", request.nonce),
    idempotencyKey: textOf("idempotencyKey", request.idempotencyKey) || newId(),
    challengeId: textOf("challengeId", request.challengeId),
    clientIp: textOf("clientIp", request.clientIp),
    knownDevice: textOf("knownDevice", request.knownDevice),
    stranger: request.stranger ?? false,
    ...(ttlMs === undefined ? {} : { ttl: durationFromMs(Math.round(ttlMs)) }),
  });
}

/** Puts the service's answer on the caller's terms. */
export function fromSendCodeMessage(message: ResponseMessage): SendCodeResponse {
  return {
    challengeId: message.challengeId,
    expireTime: instantOf("expire_time", message.expireTime),
    resendTime: instantOf("resend_time", message.resendTime),
    codeLength: message.codeLength,
    // A form for base32 takes digits too, so it is right for an alphabet that this version does not know.
    codeAlphabet: message.codeAlphabet === CodeAlphabet.DIGITS ? "digits" : "base32",
  };
}
