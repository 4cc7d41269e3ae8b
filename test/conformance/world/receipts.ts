import { createHash, createPublicKey } from "node:crypto";
import { createKey, encode, hmacBy, signatureBy, type TestKey } from "../../clients/support/receipts.ts";
import type { ReceiptOrder } from "./receipt-order.ts";

/** Keys by name, `es-1` for ES256 and `ed-1` for EdDSA, each made when it is first named. */
export type KeyRing = (name: string) => TestKey;

export function createKeyRing(): KeyRing {
  const keys = new Map<string, TestKey>();
  return (name) => {
    const key = keys.get(name) ?? createKey(name, name.startsWith("es") ? "ES256" : "EdDSA");
    keys.set(name, key);
    return key;
  };
}

/** The private half, as `NOPASS_RECEIPT_KEYS` has it. */
export function toSigningJwk({ privateKey, jwk }: TestKey): object {
  return { ...jwk, d: privateKey.export({ format: "jwk" }).d };
}

/** Makes a receipt as the service does now, but for what the order says. */
export function makeReceipt(order: ReceiptOrder, issuer: string, keyOf: KeyRing): string {
  const iat = Math.floor(Date.now() / 1000) - order.issuedSecondsAgo;
  const claims = {
    iss: issuer,
    aud: "acme",
    sub: "pseudonym-of-ada",
    email: "ada@example.com",
    email_verified: true,
    purpose: "sign-in",
    amr: ["otp"],
    auth_time: iat,
    iat,
    exp: iat + order.lifetimeSeconds,
    jti: "id-of-a-challenge",
    ...order.claims,
  };
  const said = Object.fromEntries(Object.entries(claims).filter(([name]) => !order.omit.includes(name)));
  const key = keyOf(/^e[sd]-/.test(order.signedBy) ? order.signedBy : "es-1");
  const header = { ...key.header, ...order.header };
  const input = `${encode(Object.fromEntries(Object.entries(header).filter(([name]) => !order.omit.includes(name))))}.${encode(said)}`;
  const receipt = `${input}.${signerOf(order, key)(input).toString("base64url")}`;
  return order.spoil === undefined ? receipt : spoilers[order.spoil](receipt);
}

function signerOf({ signedBy }: ReceiptOrder, key: TestKey): (input: string) => Buffer {
  if (signedBy === "nobody") return () => Buffer.alloc(0);
  if (signedBy === "public key")
    return hmacBy(createPublicKey(key.privateKey).export({ type: "spki", format: "pem" }).toString());
  return signatureBy(key);
}

const spoilers = {
  "change the address": rewritten(([header, claims, signature]) => [
    header,
    encode({ ...JSON.parse(Buffer.from(claims, "base64url").toString()), email: "eve@example.com" }),
    signature,
  ]),
  "cut the signature": rewritten(([header, claims, signature]) => [
    header,
    claims,
    Buffer.from(signature, "base64url").subarray(0, 63).toString("base64url"),
  ]),
  "add a padding sign": (receipt) => `${receipt}=`,
  "set a stray bit": (receipt) => receipt.slice(0, -1) + nextTo(receipt.at(-1) ?? ""),
  "drop the signature": rewritten(([header, claims]) => [header, claims]),
  "write the signature in DER": rewritten(([header, claims, signature]) => [
    header,
    claims,
    toDer(Buffer.from(signature, "base64url")).toString("base64url"),
  ]),
  "zero the signature": rewritten(([header, claims]) => [
    header,
    claims,
    Buffer.alloc(64).toString("base64url"),
  ]),
  "add a fourth part": (receipt) => `${receipt}.${createHash("sha256").digest("base64url")}`,
  "put a space before": (receipt) => ` ${receipt}`,
} as const satisfies Record<NonNullable<ReceiptOrder["spoil"]>, (receipt: string) => string>;

function rewritten(
  change: (parts: readonly [string, string, string]) => readonly string[],
): (receipt: string) => string {
  return (receipt) => change(receipt.split(".") as [string, string, string]).join(".");
}

/** The character with one more of the bits that no byte gets: the last of a signature has four of them. */
function nextTo(character: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return alphabet[alphabet.indexOf(character) + 1] ?? "";
}

/** As most libraries of cryptography write ECDSA signatures, and JOSE does not (RFC 7518 §3.4). */
function toDer(signature: Buffer): Buffer {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((bytes) => {
    const positive = (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
    return Buffer.concat([Buffer.of(2, positive.length), positive]);
  });
  const content = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}
