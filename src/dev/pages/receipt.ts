/** A receipt taken apart. */
export interface DecodedReceipt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** One thing that must hold for a receipt to be believed. */
export interface ReceiptCheck {
  readonly what: string;
  readonly holds: boolean;
}

/** Who the receipt must come from, and for whom. */
export interface ReceiptTrust {
  readonly issuer: string;
  readonly audience: string;
  readonly now: Date;
}

/** Reads a receipt, which says nothing about whether it is true. */
export function decodeReceipt(receipt: string): DecodedReceipt {
  const [header = "", claims = ""] = receipt.split(".");
  return { header: parsePart(header), claims: parsePart(claims) };
}

/** Checks a receipt by the keys that the service publishes. A server does the same, and remembers that it was used. */
export async function checkReceipt(
  receipt: string,
  { issuer, audience, now }: ReceiptTrust,
): Promise<readonly ReceiptCheck[]> {
  const { header, claims } = decodeReceipt(receipt);
  const { kid, typ } = header;
  const key = await findKey(kid);
  return [
    { what: "It is a receipt, and no other token", holds: typ === "nopass-receipt+jwt" },
    { what: `Its key ${kid} is published at /.well-known/jwks.json`, holds: key !== undefined },
    { what: "The signature holds", holds: key !== undefined && (await isSigned(receipt, key)) },
    { what: `It was issued by ${issuer}`, holds: claims.iss === issuer },
    { what: `It is for the tenant ${audience}`, holds: claims.aud === audience },
    { what: "It is about a sign-in", holds: claims.purpose === "sign-in" },
    { what: "It has not expired", holds: Number(claims.exp) * 1000 > now.getTime() },
  ];
}

async function findKey(kid: unknown): Promise<JsonWebKey | undefined> {
  const answer = await fetch("/.well-known/jwks.json");
  const { keys } = (await answer.json()) as {
    readonly keys: readonly (JsonWebKey & { readonly kid: string })[];
  };
  return keys.find((key) => key.kid === kid);
}

async function isSigned(receipt: string, jwk: JsonWebKey): Promise<boolean> {
  const end = receipt.lastIndexOf(".");
  const isCurve25519 = jwk.crv === "Ed25519";
  const algorithm = isCurve25519
    ? { name: "Ed25519" }
    : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { kty = "", crv = "", x = "", y = "" } = jwk;
  const bare = isCurve25519 ? { kty, crv, x } : { kty, crv, x, y };
  const key = await crypto.subtle.importKey("jwk", bare, algorithm, false, ["verify"]);
  const signed = new TextEncoder().encode(receipt.slice(0, end));
  return crypto.subtle.verify(algorithm, key, bytesOf(receipt.slice(end + 1)), signed);
}

function parsePart(part: string): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(bytesOf(part)));
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
