import { networkOf } from "./client-ip.ts";
import { type EmailAddress, parseEmail } from "./email.ts";
import { Failure, type Violation } from "./failure.ts";
import { maxKnownDeviceLength } from "./known-device.ts";
import { minTtlMs } from "./policy.ts";
import { mayBeMailed } from "./recipients.ts";
import { maxChallengeIdLength } from "./seal.ts";
import type { Tenant } from "./tenant.ts";

/** SendCode as it came in: nothing is checked, and an empty string is a field that was not sent. */
export interface SendCodeInput {
  readonly email: string;
  readonly ttlMs: number | undefined;
  readonly locale: string;
  readonly purpose: string;
  readonly nonce: string;
  readonly idempotencyKey: string;
  readonly challengeId: string;
  readonly clientIp: string;
  readonly knownDevice: string;
  readonly stranger: boolean;
}

/** VerifyCode as it came in. */
export interface VerifyCodeInput {
  readonly challengeId: string;
  readonly code: string;
  readonly attemptId: string;
}

/** SendCode with every field in its range. `email` is there unless a challenge is named. */
export interface SendCodeRequest extends Omit<SendCodeInput, "email" | "ttlMs"> {
  readonly email: EmailAddress | undefined;
  readonly ttlMs: number;
}

/** Checks every field of a SendCode and reports all that break their rule at once. */
export function parseSendCode(
  input: SendCodeInput,
  { policy, purposes, recipients }: Tenant,
): SendCodeRequest {
  const problems = new Problems();
  const resend = input.challengeId !== "";
  const parsed = parseEmail(input.email, policy.keepLocalCase);
  const email = parsed !== undefined && mayBeMailed(parsed, recipients) ? parsed : undefined;
  if (input.email === "" && !resend) problems.add("email", "is required");
  const ttlMs = input.ttlMs ?? policy.ttlMs;
  if (!(ttlMs >= minTtlMs && ttlMs <= policy.maxTtlMs))
    problems.add("ttl", `must be from ${minTtlMs / 1000} s to ${policy.maxTtlMs / 1000} s`);
  if (input.locale.length > maxLocaleLength || (input.locale !== "" && !languageTag.test(input.locale)))
    problems.add("locale", `must be a BCP 47 language tag of at most ${maxLocaleLength} characters`);
  problems.match("purpose", input.purpose, purpose, "must be 1 to 64 of a-z 0-9 . _ -");
  if (!resend && purposes !== undefined && !purposes.includes(input.purpose || defaultPurpose))
    problems.add("purpose", "is not one that the tenant allows");
  if (input.nonce.length > maxNonceLength || !input.nonce.isWellFormed())
    problems.add("nonce", `must be at most ${maxNonceLength} characters`);
  problems.match("idempotency_key", input.idempotencyKey, repeatKey, repeatKeyRule);
  if (input.challengeId.length > maxChallengeIdLength)
    problems.add("challenge_id", `must be at most ${maxChallengeIdLength} characters`);
  if (input.clientIp !== "" && networkOf(input.clientIp) === undefined)
    problems.add("client_ip", "must be an IPv4 or IPv6 address");
  if (input.knownDevice.length > maxKnownDeviceLength)
    problems.add("known_device", `must be at most ${maxKnownDeviceLength} characters`);
  const emailInvalid = email === undefined && input.email !== "";
  if (emailInvalid) problems.add("email", emailRule);
  problems.refuse(emailInvalid);
  return { ...input, email, ttlMs };
}

/** Checks every field of a VerifyCode. A code in range is judged, whatever it holds. */
export function parseVerifyCode(input: VerifyCodeInput): VerifyCodeInput {
  const problems = new Problems();
  if (input.challengeId === "") problems.add("challenge_id", "is required");
  else if (input.challengeId.length > maxChallengeIdLength)
    problems.add("challenge_id", `must be at most ${maxChallengeIdLength} characters`);
  if (input.code === "") problems.add("code", "is required");
  else if (input.code.length > maxCodeLength)
    problems.add("code", `must be at most ${maxCodeLength} characters`);
  problems.match("attempt_id", input.attemptId, repeatKey, repeatKeyRule);
  problems.refuse();
  return input;
}

/** The purpose of a code whose caller did not say. */
export const defaultPurpose = "sign-in";

/** What is said of an address that is none, or that the tenant does not mail. */
export const emailRule = "is not an address that can be mailed";

const maxNonceLength = 128;
const maxCodeLength = 64;

/** RFC 5646 §4.4.1: no tag needs more. */
const maxLocaleLength = 35;
const languageTag = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;
const purpose = /^[a-z0-9._-]{1,64}$/;
const repeatKey = /^[A-Za-z0-9_-]{22,64}$/;
const repeatKeyRule = "must be 22 to 64 characters of base64url";

class Problems {
  readonly #violations: Violation[] = [];

  add(field: string, description: string): void {
    this.#violations.push({ field, description });
  }

  /** An empty string is a field that was not sent. */
  match(field: string, value: string, pattern: RegExp, description: string): void {
    if (value !== "" && !pattern.test(value)) this.add(field, description);
  }

  /** An address that is the only thing wrong has a reason of its own. */
  refuse(emailInvalid = false): void {
    const violations = this.#violations;
    if (violations.length === 0) return;
    if (emailInvalid && violations.length === 1)
      throw new Failure("EMAIL_INVALID", "the email is not an address that can be mailed", { violations });
    throw new Failure("REQUEST_INVALID", "the request has fields that break their rule", { violations });
  }
}
