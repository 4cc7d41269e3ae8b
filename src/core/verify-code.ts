import { addressKey, challengeName, codeMac } from "./address-key.ts";
import type { Verdict } from "./challenge.ts";
import { normaliseCode } from "./code.ts";
import { Failure } from "./failure.ts";
import type { Keyring } from "./keyring.ts";
import { issueKnownDevice } from "./known-device.ts";
import type { CallerLimits } from "./limits.ts";
import { shortMac } from "./mac.ts";
import { mailDomainOf } from "./mail-domain.ts";
import { addressTag, type CodeStep, type Notes } from "./notes.ts";
import type { ChallengeStore, Clock, RandomBytes, ReceiptSigner } from "./ports.ts";
import { receiptClaims } from "./receipt.ts";
import { parseVerifyCode, type VerifyCodeInput } from "./requests.ts";
import type { OpenedChallenge } from "./seal.ts";
import { challengeOf } from "./send-challenge.ts";
import type { Caller } from "./tenant.ts";

/** What VerifyCode needs from the world. */
export interface VerifyCodeDeps {
  readonly keyring: Keyring;
  readonly store: ChallengeStore;
  readonly signer: ReceiptSigner;
  /** The `iss` of receipts: the public URL of this service. */
  readonly issuer: string;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly limits: CallerLimits;
}

export interface VerifiedCode {
  readonly email: string;
  readonly purpose: string;
  readonly verifiedAtMs: number;
  readonly receipt: string;
  readonly receiptExpiresAtMs: number;
  /** Shows later that the mailbox was proven on this device. */
  readonly knownDevice: string;
  readonly test: boolean;
}

/** Throws at once, and not by its promise, what is refused without a look at the store. */
export type VerifyCode = (input: VerifyCodeInput, caller: Caller, note: Notes) => Promise<VerifiedCode>;

/**
 * Judges a code and states what it proved.
 *
 * A genuine challenge id is needed before the store is asked at all, so that nobody without it can guess, or use up
 * another person's attempts. Nothing is proven unless the write that consumed the attempt was confirmed.
 */
export function createVerifyCode(deps: VerifyCodeDeps): VerifyCode {
  return (input, caller, note) => {
    const request = parseVerifyCode(input);
    return judgeCode(deps, request, challengeOf(deps.keyring, request.challengeId, caller), caller, note);
  };
}

async function judgeCode(
  deps: VerifyCodeDeps,
  { code, attemptId }: VerifyCodeInput,
  opened: OpenedChallenge,
  caller: Caller,
  note: Notes,
): Promise<VerifiedCode> {
  const { challenge, keys } = opened;
  const nowMs = deps.clock().getTime();
  const facts = {
    addressTag: addressTag(deps.keyring, challenge.email, nowMs),
    test: challenge.test,
    mailDomain: mailDomainOf(challenge.email),
  };
  note(facts);

  const address = addressKey(keys, challenge);
  const typed = normaliseCode(code, challenge.format.alphabet);
  const attempt = attemptId
    ? shortMac(keys.attempt, attemptId, challenge.id, typed)
    : Buffer.from(deps.randomBytes(16)).toString("base64url");
  const verdict = await deps.store.judge({
    address,
    challenge: challengeName(keys, challenge),
    code: codeMac(keys, address, challenge, typed),
    attempt,
    attempts: challenge.attempts,
    nowMs,
  });
  if (!challenge.test && (verdict.kind === "right" || verdict.kind === "wrong"))
    deps.limits.judged(caller.tenant, verdict.kind === "right", nowMs, attempt);
  const step = challenge.test ? undefined : stepOf(verdict, caller, nowMs);
  if (step !== undefined) note(facts, step);
  switch (verdict.kind) {
    case "right":
      return state(deps, opened, verdict.atMs);
    case "wrong":
      throw new Failure("CODE_REJECTED", "the code is wrong", {
        metadata: { attempts_left: String(verdict.attemptsLeft) },
      });
    case "expired":
      throw new Failure("CHALLENGE_EXPIRED", "the challenge has expired and a new one is needed");
    case "closed":
      throw new Failure("CHALLENGE_CLOSED", "the challenge is closed and a new one is needed");
  }
}

/** A verdict that was given before is no step. */
function stepOf(verdict: Verdict, { tenant }: Caller, nowMs: number): CodeStep | undefined {
  if (verdict.kind === "expired") return { kind: "expired" };
  if (verdict.kind !== "right" || verdict.nextSendMs === undefined) return undefined;
  const sentAtMs = verdict.nextSendMs - tenant.policy.cooldownMs;
  return { kind: "verified", afterMs: Math.max(0, nowMs - sentAtMs) };
}

async function state(
  deps: VerifyCodeDeps,
  { challenge, keys }: OpenedChallenge,
  atMs: number,
): Promise<VerifiedCode> {
  const claims = receiptClaims(keys, challenge, deps.issuer, atMs);
  return {
    email: challenge.email,
    purpose: challenge.purpose,
    verifiedAtMs: atMs,
    receipt: await deps.signer.sign(claims),
    receiptExpiresAtMs: claims.exp * 1000,
    knownDevice: challenge.test
      ? ""
      : issueKnownDevice(deps.keyring, challenge.tenant, challenge.email, atMs),
    test: challenge.test,
  };
}
