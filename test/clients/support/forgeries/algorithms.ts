import { createPublicKey } from "node:crypto";
import { encode, hmacBy, signatureBy } from "../receipts.ts";
import { type Forgery, forged, rightClaims, written } from "./forgery.ts";
import { ed, es, k256, p384, rsa, secret, without, x25519 } from "./keys.ts";

const pem = createPublicKey(es.privateKey).export({ type: "spki", format: "pem" }).toString();
const der = createPublicKey(es.privateKey).export({ type: "spki", format: "der" });

export const algorithmForgeries: readonly Forgery[] = [
  unsigned("none"),
  unsigned("None"),
  unsigned("nOnE"),
  forged("alg none with a signature", "MALFORMED", { header: { ...es.header, alg: "none" } }),
  ...["es256", "ES256 ", "eddsa", "Ed25519", "", null, 256, ["ES256"]].map((alg) =>
    forged(`alg ${JSON.stringify(alg)}`, "MALFORMED", { header: { ...es.header, alg } }),
  ),
  forged("alg missing", "MALFORMED", { header: without(es.header, "alg") }),
  ...[pem, der, Buffer.from(String(es.jwk.x), "base64url"), JSON.stringify(es.jwk)].map((key, index) =>
    forged(`HS256 with the public key as secret, form ${index + 1}`, "MALFORMED", {
      header: { ...es.header, alg: "HS256" },
      signature: hmacBy(key),
    }),
  ),
  forged("HS256 with a secret from the key set", "MALFORMED", {
    header: { ...es.header, alg: "HS256", kid: "oct-1" },
    signature: hmacBy(secret),
  }),
  forged("RS256", "MALFORMED", { header: { ...rsa.header, alg: "RS256" } }, rsa),
  forged("PS256", "MALFORMED", { header: { ...rsa.header, alg: "PS256" } }, rsa),
  forged("ES256K", "MALFORMED", { header: { ...k256.header, alg: "ES256K" } }, k256),
  forged(
    "ES384",
    "MALFORMED",
    { header: { ...p384.header, alg: "ES384" }, signature: signatureBy(p384, "sha384") },
    p384,
  ),
  forged("ES256 by a key on P-384", "KEY_UNKNOWN", {}, p384),
  forged("ES256 by a key on secp256k1", "KEY_UNKNOWN", {}, k256),
  forged("ES256 by an RSA key", "KEY_UNKNOWN", {}, rsa),
  forged("ES256 that names a key of EdDSA", "KEY_UNKNOWN", { header: { ...ed.header, alg: "ES256" } }, ed),
  forged("EdDSA that names a key of ES256", "KEY_UNKNOWN", { header: { ...es.header, alg: "EdDSA" } }),
  forged("EdDSA that names an X25519 key", "KEY_UNKNOWN", {
    header: { ...x25519.header, alg: "EdDSA" },
  }),
  forged("EdDSA by another key than it names", "SIGNATURE", { signature: signatureBy(es) }, ed),
];

function unsigned(alg: string): Forgery {
  const input = `${encode({ ...es.header, alg })}.${rightClaims}`;
  return written(`alg ${alg} without a signature`, `${input}.`);
}
