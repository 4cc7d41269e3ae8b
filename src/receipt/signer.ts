import { importJWK, type JWK, SignJWT } from "jose";
import type { ReceiptSigner } from "../core/ports.ts";

/** A private JWK that names its algorithm: ES256 or EdDSA. */
export interface SigningKey extends JWK {
  readonly kid: string;
  readonly alg: "ES256" | "EdDSA";
}

/** Signs receipts, and tells back ends with which keys to check them. */
export interface Receipts extends ReceiptSigner {
  /** A JWK set (RFC 7517) of public keys only. */
  readonly jwks: { readonly keys: readonly JWK[] };
}

/** The type of a receipt (RFC 8725 §3.11), so that no other token of the same keys passes for one. */
export const receiptType = "nopass-receipt+jwt";

/** Makes a signer: the first key signs, all are published, so that keys can be rotated without a refused receipt. */
export async function createReceipts(keys: readonly SigningKey[]): Promise<Receipts> {
  const [primary] = keys;
  if (primary === undefined) throw new Error("receipts need a key");
  const imported = await Promise.all(keys.map((key) => importJWK(key, key.alg)));
  const [privateKey] = imported as [(typeof imported)[number]];
  const header = { alg: primary.alg, kid: primary.kid, typ: receiptType };
  return {
    jwks: { keys: keys.map(publicPart) },
    sign: (claims) =>
      new SignJWT({ ...claims, amr: [...claims.amr] }).setProtectedHeader(header).sign(privateKey),
  };
}

/** Names what may be published: a private member that is added one day stays private. */
function publicPart({ kty, crv, x, y, kid, alg }: SigningKey): JWK {
  return { kty, crv, x, ...(y === undefined ? {} : { y }), kid, alg, use: "sig" } as JWK;
}
