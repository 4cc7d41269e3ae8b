import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { JWK } from "jose";
import type { ReceiptSigner } from "../core/ports.ts";
import type { ReceiptClaims } from "../core/receipt.ts";
import { fromDer } from "./ecdsa-signature.ts";

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
  const { alg, kid } = primary;
  const header = base64url(JSON.stringify({ alg, kid, typ: receiptType }));
  // A key that cannot sign is found when the service starts, not when somebody has typed a code.
  const [key] = keys.map((each) => createPrivateKey({ key: { ...each }, format: "jwk" })) as [KeyObject];
  return {
    jwks: { keys: keys.map(publicPart) },
    sign: async (claims) => signed(header, claims, alg, key),
  };
}

/**
 * A compact JWS (RFC 7515 §3.1), of half the cost that WebCrypto has: a signature takes less time than to hand it to
 * another thread and back. JOSE's own library checks it in tests.
 */
function signed(header: string, claims: ReceiptClaims, alg: SigningKey["alg"], key: KeyObject): string {
  const input = `${header}.${base64url(JSON.stringify(claims))}`;
  const bytes = Buffer.from(input);
  // Ed25519 hashes by itself.
  const signature = alg === "ES256" ? fromDer(sign("sha256", bytes, key)) : sign(null, bytes, key);
  return `${input}.${signature.toString("base64url")}`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

/** Names what may be published: a private member that is added one day stays private. */
function publicPart({ kty, crv, x, y, kid, alg }: SigningKey): JWK {
  return { kty, crv, x, ...(y === undefined ? {} : { y }), kid, alg, use: "sig" } as JWK;
}
