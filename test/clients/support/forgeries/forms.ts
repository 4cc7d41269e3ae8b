import { aClaimSet, aReceipt, encode, signatureBy } from "../receipts.ts";
import { type Forgery, forged, right, rightClaims, rightHeader, rightSignature, written } from "./forgery.ts";
import { es } from "./keys.ts";

export const formForgeries: readonly Forgery[] = [
  forged("claims that are no JSON", "MALFORMED", { claims: "sign-in" }),
  forged("claims that are a list", "MALFORMED", { claims: [aClaimSet()] }),
  forged("claims that are null", "MALFORMED", { claims: "null" }),
  forged("claims that are a text", "MALFORMED", { claims: '"sign-in"' }),
  forged("claims with a byte order mark", "MALFORMED", { claims: `\ufeff${JSON.stringify(aClaimSet())}` }),
  {
    name: "claims that are not UTF-8",
    receipt: resigned(
      Buffer.from(JSON.stringify(aClaimSet({ sub: "s\xff" })), "latin1").toString("base64url"),
    ),
    reason: "MALFORMED",
  },
  written("an empty text", ""),
  written("a space", " "),
  written("two dots", ".."),
  written("one part", rightClaims),
  written("two parts", `${rightHeader}.${rightClaims}`),
  written("a dot before", `.${right}`),
  written("a dot after", `${right}.`),
  written("a fourth part", `${right}.${rightSignature}`),
  written("five parts, as in JWE", `${right}.${rightSignature}.${rightSignature}`),
  written("no signature", `${rightHeader}.${rightClaims}.`),
  written("a detached payload", `${rightHeader}..${rightSignature}`),
  written("no header", `.${rightClaims}.${rightSignature}`),
  written("swapped header and claims", `${rightClaims}.${rightHeader}.${rightSignature}`),
  written("swapped claims and signature", `${rightHeader}.${rightSignature}.${rightClaims}`, "SIGNATURE"),
  written(
    "JSON serialisation",
    JSON.stringify({ protected: rightHeader, payload: rightClaims, signature: rightSignature }),
  ),
  written("a receipt in quotes", `"${right}"`),
  written("Bearer before it", `Bearer ${right}`),
  ...[" ", "\n", "\r", "\t", "\0", "\u200b", "=", "==", "%20"].flatMap((extra) => [
    written(`${JSON.stringify(extra)} before`, `${extra}${right}`),
    written(`${JSON.stringify(extra)} after`, `${right}${extra}`),
    written(`${JSON.stringify(extra)} in it`, `${rightHeader}${extra}.${rightClaims}.${rightSignature}`),
    written(
      `${JSON.stringify(extra)} in the claims, signed`,
      resigned(`${rightClaims.slice(0, 8)}${extra}${rightClaims.slice(8)}`),
    ),
  ]),
  written("letters beyond ASCII", `${right.slice(0, -1)}é`),
  forged("claims that are lists without end", "MALFORMED", { claims: "[".repeat(2000) }),
  forged("claims that are objects without end", "MALFORMED", { claims: '{"a":'.repeat(500) }),
  written("the standard alphabet", `${rightHeader}.${rightClaims}.${standardAlphabet()}`),
  written("padded claims, signed", resigned(`${paddedClaims()}=`)),
  written("a signature with stray trailing bits", strayBits(right)),
  written("claims with stray trailing bits, signed", resigned(strayBits(paddedClaims()))),
  written("1 MB of A", "A".repeat(1_048_576)),
  written("1 MB of dots", ".".repeat(1_048_576)),
  written("1 MB of claims", aReceipt(es, { claims: aClaimSet({ more: "x".repeat(1_048_576) }) })),
  written("more than 4 KiB", aReceipt(es, { claims: aClaimSet({ more: "x".repeat(3000) }) })),
  ...Object.entries({
    undefined,
    null: null,
    "a number": 7,
    true: true,
    "an object": {},
    "a list": [right],
    bytes: Buffer.from(right),
    "a wrapped text": Object(right),
    "a function": () => right,
  }).map(([name, input]) => written(name, input)),
];

/** Signs claims that are already written, however badly. */
function resigned(claims: string): string {
  const input = `${rightHeader}.${claims}`;
  return `${input}.${signatureBy(es)(input).toString("base64url")}`;
}

function standardAlphabet(): string {
  for (;;) {
    const signature = (aReceipt(es).split(".")[2] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    if (/[+/]/.test(signature)) return signature;
  }
}

/** Sets a bit that the last character has and no byte gets. */
function strayBits(canonical: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(canonical.at(-1) ?? "");
  return `${canonical.slice(0, -1)}${alphabet[last + 1]}`;
}

/** Claims of a length that leaves two bits of the last character over. */
function paddedClaims(): string {
  for (let sub = "s"; ; sub += "s") {
    const claims = encode(aClaimSet({ sub }));
    if (claims.length % 4 === 3) return claims;
  }
}
