import { createLocalJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { ReceiptError } from "./receipt-error.ts";

/** Finds the public key that a header names, or rejects with a ReceiptError. */
export type KeySource = JWTVerifyGetKey;

/** Public keys (RFC 7517), as the service publishes them. */
export interface JwkSet {
  readonly keys: readonly object[];
}

/** Trusts these keys and no others, for a back end without a way to the service. Rotating them is the caller's. */
export function createStaticKeys({ keys }: JwkSet): KeySource {
  if (!Array.isArray(keys) || keys.length === 0) throw new TypeError("keys has no keys");
  if (!keys.every((key) => typeof key === "object" && key !== null))
    throw new TypeError("keys has something that is no key");
  if (keys.some((key) => "d" in key || "k" in key))
    throw new TypeError("keys has a private key, which nobody but the service may hold");
  return namedIn(createLocalJWKSet({ keys: [...keys] }));
}

/**
 * Tells apart an unknown key from a key set that cannot be used.
 *
 * That the key fits the algorithm is jose's to check: P-256 for ES256, Ed25519 for EdDSA, and never a secret or
 * private one, whatever stands in the set.
 */
export function namedIn(find: KeySource): KeySource {
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (cause) {
      throw cause instanceof errors.JWKSNoMatchingKey
        ? new ReceiptError("KEY_UNKNOWN")
        : new ReceiptError("KEYS_UNAVAILABLE", { cause });
    }
  };
}
