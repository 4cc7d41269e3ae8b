import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  createReceiptVerifier,
  ReceiptError,
  type ReceiptVerifierOptions,
} from "../../../clients/node/src/index.ts";

/** The time at which receipts are issued and judged in these tests. */
export const noon = new Date("2026-06-01T12:00:00Z");

/** Noon in the unit of receipts. */
export const noonSeconds = noon.getTime() / 1000;

export const issuer = "https://nopass.example";

/** A key pair, and its public part as it is published. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
  /** The header of a receipt that is signed with it. */
  readonly header: Readonly<Record<string, unknown>>;
}

/** Makes a key that the service could sign with. */
export function createKey(kid: string, alg: "ES256" | "EdDSA" = "ES256"): TestKey {
  const pair =
    alg === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  const jwk = { ...pair.publicKey.export({ format: "jwk" }), kid, alg, use: "sig" };
  return { privateKey: pair.privateKey, jwk, header: { alg, kid, typ: "nopass-receipt+jwt" } };
}

/** What the service says of Ada at noon, with what the test is about. `undefined` leaves a claim out. */
export function aClaimSet(different: Readonly<Record<string, unknown>> = {}) {
  return {
    iss: issuer,
    aud: "acme",
    sub: "subject-canary",
    email: "canary@example.com",
    email_verified: true,
    purpose: "sign-in",
    amr: ["otp"],
    auth_time: noonSeconds,
    iat: noonSeconds,
    exp: noonSeconds + 300,
    jti: "jti-canary",
    ...different,
  };
}

/** What a receipt is made of. A text stands for itself, anything else is written as JSON. */
export interface Parts {
  readonly header?: unknown;
  readonly claims?: unknown;
  readonly signature?: (input: string) => Buffer;
}

/** Writes a receipt, whatever it says. */
export function aReceipt(key: TestKey, parts: Parts = {}): string {
  const { header = key.header, claims = aClaimSet(), signature = signatureBy(key) } = parts;
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signature(input).toString("base64url")}`;
}

/** Signs as RFC 7518 §3.4 and RFC 8037 §3.1 have it, by the kind of the key. */
export function signatureBy({ privateKey }: TestKey, hash = "sha256"): (input: string) => Buffer {
  const algorithm = privateKey.asymmetricKeyType === "ed25519" ? null : hash;
  return (input) => sign(algorithm, Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
}

/** Signs with a secret that is no secret. */
export function hmacBy(secret: string | Buffer): (input: string) => Buffer {
  return (input) => createHmac("sha256", secret).update(input).digest();
}

/** A text as it stands in a part of a receipt. */
export function encode(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

/** Judges receipts of the tenant `acme` at noon. Differences are stated by the test. */
export function aVerifier(options: Partial<ReceiptVerifierOptions>) {
  return createReceiptVerifier({ issuer, audience: "acme", now: () => noon, ...options });
}

/** Waits for a receipt to be refused, and returns the ReceiptError. */
export async function refusalOf(verified: Promise<unknown>): Promise<ReceiptError> {
  try {
    await verified;
  } catch (error) {
    if (error instanceof ReceiptError) return error;
    throw error;
  }
  throw new Error("the receipt was accepted");
}
