import { hmacBy, issuer } from "../receipts.ts";
import { type Forgery, forged } from "./forgery.ts";
import {
  encrypting,
  es,
  leaked,
  misnamed,
  offCurve,
  secret,
  signingOnly,
  stranger,
  twins,
  without,
} from "./keys.ts";

export const headerForgeries: readonly Forgery[] = [
  forged("kid missing", "MALFORMED", { header: without(es.header, "kid") }),
  forged("kid empty", "MALFORMED", { header: { ...es.header, kid: "" } }),
  forged("kid a number", "MALFORMED", { header: { ...es.header, kid: 1 } }),
  forged("kid null", "MALFORMED", { header: { ...es.header, kid: null } }),
  forged("kid a list", "MALFORMED", { header: { ...es.header, kid: ["es-1"] } }),
  ...[
    "unknown",
    "ES-1",
    "es-1 ",
    "../../../../dev/null",
    "/etc/passwd",
    "es-1' OR '1'='1",
    "https://evil.example/jwks.json",
    "__proto__",
    "constructor",
    "es-1\0",
  ].map((kid) => forged(`kid ${JSON.stringify(kid)}`, "KEY_UNKNOWN", { header: { ...es.header, kid } })),
  forged("kid of a symmetric key", "KEY_UNKNOWN", {
    header: { ...es.header, kid: "oct-1" },
    signature: hmacBy(secret),
  }),
  forged("kid of a symmetric key without alg", "KEY_UNKNOWN", { header: { ...es.header, kid: "oct-2" } }),
  forged("kid of a key for encryption", "KEY_UNKNOWN", {}, encrypting),
  forged("kid of a key that must not verify", "KEY_UNKNOWN", {}, signingOnly),
  forged("kid of a key with another alg", "KEY_UNKNOWN", {}, misnamed),
  forged("kid of two keys", "KEYS_UNAVAILABLE", {}, twins[0]),
  forged("kid of a key that was published with its private part", "KEYS_UNAVAILABLE", {}, leaked),
  forged("kid of a key off its curve", "KEYS_UNAVAILABLE", {}, offCurve),
  extraHeader("crit", ["exp"]),
  extraHeader("crit", []),
  extraHeader("jku", "https://evil.example/jwks.json"),
  extraHeader("jku", `${issuer}/.well-known/jwks.json`),
  extraHeader("x5u", "https://evil.example/chain.pem"),
  extraHeader("x5c", ["MIIB"]),
  extraHeader("x5t", "AAAA"),
  forged(
    "jwk: a key of the sender's",
    "MALFORMED",
    { header: { ...es.header, jwk: stranger.jwk } },
    stranger,
  ),
  extraHeader("zip", "DEF"),
  extraHeader("enc", "A256GCM"),
  extraHeader("cty", "JWT"),
  extraHeader("b64", true),
  forged("b64 false, as RFC 7797 has it", "MALFORMED", {
    header: { ...es.header, b64: false, crit: ["b64"] },
  }),
  forged("b64 false without crit", "MALFORMED", { header: { ...es.header, b64: false } }),
  extraHeader("iss", issuer),
  forged("typ missing", "MALFORMED", { header: without(es.header, "typ") }),
  ...[
    "JWT",
    "jwt",
    "at+jwt",
    "Nopass-Receipt+JWT",
    "NOPASS-RECEIPT+JWT",
    "application/nopass-receipt+jwt",
    "nopass-receipt+jwt ",
    "nopass-receipt",
    null,
    1,
  ].map((typ) => forged(`typ ${JSON.stringify(typ)}`, "MALFORMED", { header: { ...es.header, typ } })),
  forged("a header that says alg twice", "MALFORMED", {
    header: '{"alg":"none","alg":"ES256","kid":"es-1","typ":"nopass-receipt+jwt"}',
  }),
  forged("a header that says kid twice, once in escapes", "MALFORMED", {
    header: '{"alg":"ES256","\\u006bid":"other","kid":"es-1","typ":"nopass-receipt+jwt"}',
  }),
  forged("a header that is a list", "MALFORMED", { header: [es.header] }),
  forged("a header that is null", "MALFORMED", { header: "null" }),
  forged("a header that is no JSON", "MALFORMED", { header: "{alg:ES256}" }),
  forged("a header with a byte order mark", "MALFORMED", { header: `\ufeff${JSON.stringify(es.header)}` }),
];

function extraHeader(name: string, value: unknown): Forgery {
  return forged(`${name} ${JSON.stringify(value).slice(0, 30)}`, "MALFORMED", {
    header: { ...es.header, [name]: value },
  });
}
