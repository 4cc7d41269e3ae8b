import { addressKey, challengeName, codeMac, windowEndMs, windowOf } from "./address-key.ts";
import { type OpenRequest, replayMs } from "./challenge.ts";
import { longer } from "./code.ts";
import { Failure } from "./failure.ts";
import type { Keyring } from "./keyring.ts";
import { isKnownDevice } from "./known-device.ts";
import type { CallerLimits } from "./limits.ts";
import { mac, shortMac } from "./mac.ts";
import type { RandomBytes } from "./ports.ts";
import { mayBeMailed } from "./recipients.ts";
import { defaultPurpose, emailRule, type SendCodeRequest } from "./requests.ts";
import { type OpenedChallenge, openChallenge, type SealedChallenge } from "./seal.ts";
import type { Caller } from "./tenant.ts";
import { testCodeOf } from "./test-mode.ts";

interface ChallengeDeps {
  readonly keyring: Keyring;
  readonly randomBytes: RandomBytes;
  readonly limits: CallerLimits;
}

/** A challenge that a code can be sent for. */
export interface SendableChallenge extends OpenedChallenge {
  /** When the budget of its address is whole again. */
  readonly windowEndMs: number;
}

/** A challenge for an address; with an idempotency key the same one each time it is asked for. */
export function newChallenge(
  deps: ChallengeDeps,
  request: SendCodeRequest,
  caller: Caller,
  nowMs: number,
): SendableChallenge {
  const { email, nonce, idempotencyKey } = request;
  if (email === undefined) throw new Error("an address was checked to be there");
  const { tenant } = caller;
  const keys = deps.keyring.primary;
  const purpose = request.purpose || defaultPurpose;
  const id = idempotencyKey
    ? mac(keys.challenge, "repeat", tenant.id, email, purpose, nonce, idempotencyKey).subarray(0, 16)
    : deps.randomBytes(16);
  const test = testCodeOf(caller, email, tenant.policy.code, nowMs) !== undefined;
  // A test's code is fixed, and so is its length.
  const lengthen = !test && deps.limits.isUnderAttack(tenant, nowMs);
  const format = lengthen ? longer(tenant.policy.code) : tenant.policy.code;
  const { window, endMs } = windowOf(keys, tenant.id, email, nowMs);
  const challenge = {
    tenant: tenant.id,
    window,
    id,
    email,
    purpose,
    nonce,
    openedBy: caller.keyId,
    format,
    attempts: tenant.policy.attempts,
    test,
  };
  return { challenge, keys, windowEndMs: endMs };
}

/** The challenge that a resend names, if it is genuine, this tenant's, and fits the rest of the request. */
export function knownChallenge(
  deps: ChallengeDeps,
  request: SendCodeRequest,
  caller: Caller,
): SendableChallenge {
  const opened = challengeOf(deps.keyring, request.challengeId, caller);
  const fields = ["email", "purpose", "nonce"] as const;
  const violations = fields
    .filter((field) => request[field] && request[field] !== opened.challenge[field])
    .map((field) => ({ field, description: "is not that of the challenge" }));
  if (violations.length > 0)
    throw new Failure("REQUEST_INVALID", "the request does not fit its challenge", { violations });
  // An edit of the tenants file may have denied its domain meanwhile.
  if (!mayBeMailed(opened.challenge.email, caller.tenant.recipients))
    throw new Failure("EMAIL_INVALID", "the email is not an address that can be mailed", {
      violations: [{ field: "email", description: emailRule }],
    });
  return { ...opened, windowEndMs: windowEndMs(opened.keys, opened.challenge) };
}

/** The write that sends a code for a challenge. */
export function openRequest(
  deps: ChallengeDeps,
  request: SendCodeRequest,
  { challenge, keys, windowEndMs: endMs }: SendableChallenge,
  caller: Caller,
  code: string,
  nowMs: number,
): OpenRequest {
  const { policy } = caller.tenant;
  const address = addressKey(keys, challenge);
  const name = challengeName(keys, challenge);
  return {
    address,
    challenge: name,
    resend: request.challengeId !== "",
    code: codeMac(keys, address, challenge, code),
    sendTag: request.idempotencyKey
      ? shortMac(keys.challenge, "send", name, request.idempotencyKey)
      : Buffer.from(deps.randomBytes(16)).toString("base64url"),
    nowMs,
    expiresAtMs: nowMs + request.ttlMs,
    windowEndMs: endMs,
    // The item outlives each of its codes by the time in which an attempt may be repeated.
    ttlSeconds: Math.ceil((Math.max(endMs, nowMs) + policy.maxTtlMs + replayMs) / 1000),
    attempts: challenge.attempts,
    // Whoever has a page open may ask about any address.
    discreet: caller.keyKind !== "secret",
    ...allowance(deps, request, challenge, caller, nowMs),
  };
}

/** Tests are not counted; strangers leave a part of the budget to those who are known. */
function allowance(
  { keyring }: ChallengeDeps,
  { stranger: stated, knownDevice }: SendCodeRequest,
  { email, test }: SealedChallenge,
  { tenant, keyKind }: Caller,
  nowMs: number,
) {
  const { budget, knownReserve, cooldownMs } = tenant.policy;
  if (test) return { stranger: false, budget: Number.MAX_SAFE_INTEGER, nextSendMs: nowMs };
  const vouched = keyKind === "secret" && !stated;
  const stranger = !vouched && !isKnownDevice(keyring, knownDevice, tenant.id, email, nowMs);
  return { stranger, budget: stranger ? budget - knownReserve : budget, nextSendMs: nowMs + cooldownMs };
}

/**
 * The challenge of an id. One answer to all that are forged, tampered with, or another tenant's.
 *
 * A test key knows tests only: nothing is mailed with it, and its calls are not counted.
 */
export function challengeOf(keyring: Keyring, id: string, { tenant, test }: Caller): OpenedChallenge {
  const opened = openChallenge(keyring, id);
  if (opened?.challenge.tenant !== tenant.id || (test && !opened.challenge.test)) throw challengeUnknown;
  return opened;
}

const challengeUnknown = new Failure("CHALLENGE_UNKNOWN", "the challenge id is not one of this service");
