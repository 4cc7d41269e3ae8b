import { addressKey, challengeName, codeMac, windowAt, windowEndMs } from "./address-key.ts";
import { type OpenRequest, replayMs } from "./challenge.ts";
import { Failure } from "./failure.ts";
import type { Keyring } from "./keyring.ts";
import { mac, shortMac } from "./mac.ts";
import type { RandomBytes } from "./ports.ts";
import type { SendCodeRequest } from "./requests.ts";
import { type OpenedChallenge, openChallenge } from "./seal.ts";
import type { Caller } from "./tenant.ts";

interface ChallengeDeps {
  readonly keyring: Keyring;
  readonly randomBytes: RandomBytes;
}

/** The purpose of a code whose caller did not say. */
export const defaultPurpose = "sign-in";

/** A challenge for an address; with an idempotency key the same one each time it is asked for. */
export function newChallenge(
  deps: ChallengeDeps,
  request: SendCodeRequest,
  caller: Caller,
  nowMs: number,
): OpenedChallenge {
  const { email, nonce, idempotencyKey } = request;
  if (email === undefined) throw new Error("an address was checked to be there");
  const { tenant } = caller;
  const keys = deps.keyring.primary;
  const purpose = request.purpose || defaultPurpose;
  const id = idempotencyKey
    ? mac(keys.challenge, "repeat", tenant.id, email, purpose, nonce, idempotencyKey).subarray(0, 16)
    : deps.randomBytes(16);
  const challenge = {
    tenant: tenant.id,
    window: windowAt(keys, tenant.id, email, nowMs),
    id,
    email,
    purpose,
    nonce,
    openedBy: caller.keyId,
    format: tenant.policy.code,
    attempts: tenant.policy.attempts,
  };
  return { challenge, keys };
}

/** The challenge that a resend names, if it is genuine, this tenant's, and fits the rest of the request. */
export function knownChallenge(
  deps: ChallengeDeps,
  request: SendCodeRequest,
  caller: Caller,
): OpenedChallenge {
  const opened = challengeOf(deps.keyring, request.challengeId, caller);
  const fields = ["email", "purpose", "nonce"] as const;
  const violations = fields
    .filter((field) => request[field] && request[field] !== opened.challenge[field])
    .map((field) => ({ field, description: "is not that of the challenge" }));
  if (violations.length > 0)
    throw new Failure("REQUEST_INVALID", "the request does not fit its challenge", { violations });
  return opened;
}

/** The write that sends a code for a challenge. */
export function openRequest(
  deps: ChallengeDeps,
  request: SendCodeRequest,
  { challenge, keys }: OpenedChallenge,
  { tenant }: Caller,
  code: string,
  nowMs: number,
): OpenRequest {
  const { policy } = tenant;
  const address = addressKey(keys, challenge);
  const endMs = windowEndMs(keys, challenge);
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
    nextSendMs: nowMs + policy.cooldownMs,
    windowEndMs: endMs,
    // The item outlives each of its codes by the time in which an attempt may be repeated.
    ttlSeconds: Math.ceil((Math.max(endMs, nowMs) + policy.maxTtlMs + replayMs) / 1000),
    budget: policy.budget,
    attempts: challenge.attempts,
  };
}

/** The challenge of an id. One answer to all that are forged, tampered with, or another tenant's. */
export function challengeOf(keyring: Keyring, id: string, { tenant }: Caller): OpenedChallenge {
  const opened = openChallenge(keyring, id);
  if (opened?.challenge.tenant !== tenant.id)
    throw new Failure("CHALLENGE_UNKNOWN", "the challenge id is not one of this service");
  return opened;
}
