import { generateKeyPairSync } from "node:crypto";
import { createKey, type TestKey } from "../receipts.ts";

export const es = createKey("es-1");
export const ed = createKey("ed-1", "EdDSA");
export const stranger = createKey("es-1");
export const p384 = otherKey(generateKeyPairSync("ec", { namedCurve: "P-384" }), "p384-1");
export const k256 = otherKey(generateKeyPairSync("ec", { namedCurve: "secp256k1" }), "k256-1");
export const rsa = otherKey(generateKeyPairSync("rsa", { modulusLength: 2048 }), "rsa-1");
export const x25519 = otherKey(generateKeyPairSync("x25519"), "x25519-1");
export const twins = [createKey("twin-1"), createKey("twin-1")] as const;
export const leaked = createKey("leaked-1");
export const encrypting = createKey("enc-1");
export const signingOnly = createKey("sign-1");
export const misnamed = createKey("misnamed-1");
export const short = createKey("short-1", "EdDSA");
export const offCurve = createKey("off-curve-1");
export const secret = Buffer.alloc(32, 7);

/** Every key that a receipt could be made to name, whether or not it can sign one. */
export const published = [
  es.jwk,
  ed.jwk,
  p384.jwk,
  k256.jwk,
  rsa.jwk,
  x25519.jwk,
  twins[0].jwk,
  twins[1].jwk,
  { ...leaked.jwk, d: leaked.privateKey.export({ format: "jwk" }).d },
  { ...encrypting.jwk, use: "enc" },
  { ...signingOnly.jwk, key_ops: ["sign"] },
  { ...misnamed.jwk, alg: "EdDSA" },
  { ...offCurve.jwk, y: offCurve.jwk.x },
  { ...short.jwk, x: "AAAA" },
  { kty: "oct", kid: "oct-1", k: secret.toString("base64url"), alg: "HS256" },
  { kty: "oct", kid: "oct-2", k: secret.toString("base64url") },
];

function otherKey(pair: ReturnType<typeof generateKeyPairSync>, kid: string): TestKey {
  const jwk = { ...pair.publicKey.export({ format: "jwk" }), kid };
  return { privateKey: pair.privateKey, jwk, header: { alg: "ES256", kid, typ: "nopass-receipt+jwt" } };
}

/** A header that does not say this. */
export function without(header: TestKey["header"], name: string): object {
  return Object.fromEntries(Object.entries(header).filter(([each]) => each !== name));
}
