import type { KeySet } from "./keyring.ts";
import { macText, shortMac } from "./mac.ts";
import type { SealedChallenge } from "./seal.ts";

/** The claims of a receipt (JWT, RFC 7519). Times in seconds since the epoch. */
export interface ReceiptClaims {
  readonly iss: string;
  /** The tenant: a receipt for one means nothing to another. */
  readonly aud: string;
  /** The address as a pseudonym of this tenant's. It changes when the key ring's primary key does. */
  readonly sub: string;
  readonly email: string;
  readonly email_verified: true;
  readonly purpose: string;
  /** RFC 8176: a one-time code was typed. No assurance level is claimed (NIST SP 800-63B-4 §3.1.3.1). */
  readonly amr: readonly ["otp"];
  readonly auth_time: number;
  readonly iat: number;
  readonly exp: number;
  /** The challenge, so that a back end can accept it once. A repeated attempt has the same. */
  readonly jti: string;
  readonly nonce?: string;
  /** Nothing was mailed: a back end must not take it for a proof. */
  readonly test?: true;
}

/** How long a receipt is accepted: long enough to be carried to a back end, too short to be worth keeping. */
export const receiptTtlMs = 5 * 60_000;

/** States what was proven. The same attempt gives the same claims, however often it is answered. */
export function receiptClaims(
  keys: KeySet,
  challenge: SealedChallenge,
  issuer: string,
  verifiedAtMs: number,
): ReceiptClaims {
  const seconds = Math.floor(verifiedAtMs / 1000);
  const { tenant, email, purpose, nonce, test } = challenge;
  return {
    iss: issuer,
    aud: tenant,
    sub: macText(keys.subject, tenant, email),
    email,
    email_verified: true,
    purpose,
    amr: ["otp"],
    auth_time: seconds,
    iat: seconds,
    exp: seconds + receiptTtlMs / 1000,
    jti: shortMac(keys.challenge, "jti", challenge.id),
    ...(nonce === "" ? {} : { nonce }),
    ...(test ? { test } : {}),
  };
}
