import type { ReceiptChecks } from "../../../../clients/node/src/index.ts";
import { aClaimSet, aReceipt, issuer, noonSeconds } from "../receipts.ts";
import { type Forgery, forged } from "./forgery.ts";
import { es } from "./keys.ts";

export const claimForgeries: readonly Forgery[] = [
  claim("iss", `${issuer}/`, "ISSUER"),
  claim("iss", "https://NoPass.example", "ISSUER"),
  claim("iss", "http://nopass.example", "ISSUER"),
  claim("iss", "https://nopass.example.evil.example", "ISSUER"),
  claim("iss", [issuer], "ISSUER"),
  claim("iss", null, "ISSUER"),
  claim("iss", undefined, "CLAIMS"),
  claim("aud", "globex", "AUDIENCE"),
  claim("aud", "ACME", "AUDIENCE"),
  claim("aud", "acme ", "AUDIENCE"),
  claim("aud", ["acme", "globex"], "AUDIENCE"),
  claim("aud", ["acme"], "AUDIENCE"),
  claim("aud", [], "AUDIENCE"),
  claim("aud", 7, "AUDIENCE"),
  claim("aud", undefined, "CLAIMS"),
  claim("exp", undefined, "CLAIMS"),
  claim("exp", String(noonSeconds + 300), "CLAIMS"),
  claim("exp", null, "CLAIMS"),
  claim("exp", true, "CLAIMS"),
  claim("exp", noonSeconds + 301, "CLAIMS"),
  claim("exp", noonSeconds + 10 * 365 * 86_400, "CLAIMS"),
  claim("exp", noonSeconds + 0.5, "CLAIMS"),
  claim("exp", noonSeconds, "CLAIMS"),
  claim("exp", noonSeconds * 1000, "CLAIMS"),
  claim("exp", -1, "EXPIRED"),
  expiring("1e400", "CLAIMS"),
  expiring("1".padEnd(400, "0"), "CLAIMS"),
  expiring("4611686018427387905", "CLAIMS"),
  expiring("NaN", "MALFORMED"),
  expiring("Infinity", "MALFORMED"),
  expiring("0x6a1d9c6c", "MALFORMED"),
  issuedAt("iat and exp in the past", -331, "EXPIRED"),
  issuedAt("exp past by exactly the tolerance", -330, "EXPIRED"),
  issuedAt("iat in the future", 31, "NOT_YET"),
  issuedAt("iat far in the future", 86_400, "NOT_YET"),
  claim("iat", undefined, "CLAIMS"),
  claim("iat", String(noonSeconds), "CLAIMS"),
  claim("iat", noonSeconds * 1000, "CLAIMS"),
  claim("iat", noonSeconds + 0.5, "CLAIMS"),
  claim("iat", null, "CLAIMS"),
  claim("iat", true, "CLAIMS"),
  claim("nbf", noonSeconds + 31, "NOT_YET"),
  claim("nbf", String(noonSeconds), "CLAIMS"),
  claim("auth_time", noonSeconds + 1, "CLAIMS"),
  claim("auth_time", noonSeconds + 86_400, "CLAIMS"),
  claim("auth_time", undefined, "CLAIMS"),
  claim("auth_time", String(noonSeconds), "CLAIMS"),
  claim("auth_time", -1, "CLAIMS"),
  claim("auth_time", -1_000_000_000_000_000, "CLAIMS"),
  claim("auth_time", true, "CLAIMS"),
  claim("auth_time", null, "CLAIMS"),
  claim("sub", undefined, "CLAIMS"),
  claim("sub", "", "CLAIMS"),
  claim("sub", 7, "CLAIMS"),
  claim("sub", null, "CLAIMS"),
  claim("sub", "s".repeat(257), "CLAIMS"),
  claim("jti", undefined, "CLAIMS"),
  claim("jti", "", "CLAIMS"),
  claim("jti", 7, "CLAIMS"),
  claim("jti", "j".repeat(257), "CLAIMS"),
  claim("email", undefined, "CLAIMS"),
  claim("email", "", "CLAIMS"),
  claim("email", "canary", "CLAIMS"),
  claim("email", ["canary@example.com"], "CLAIMS"),
  claim("email", { toString: "canary@example.com" }, "CLAIMS"),
  claim("email_verified", "true", "CLAIMS"),
  claim("email_verified", 1, "CLAIMS"),
  claim("email_verified", false, "CLAIMS"),
  claim("email_verified", null, "CLAIMS"),
  claim("email_verified", undefined, "CLAIMS"),
  claim("amr", undefined, "CLAIMS"),
  claim("amr", [], "CLAIMS"),
  claim("amr", ["pwd"], "CLAIMS"),
  claim("amr", "otp", "CLAIMS"),
  claim("amr", ["OTP"], "CLAIMS"),
  claim("amr", { 0: "otp", length: 1 }, "CLAIMS"),
  claim("purpose", "delete-account", "PURPOSE"),
  claim("purpose", "sign", "PURPOSE"),
  claim("purpose", "sign-in-admin", "PURPOSE"),
  claim("purpose", "Sign-In", "PURPOSE"),
  claim("purpose", undefined, "CLAIMS"),
  claim("purpose", "", "CLAIMS"),
  claim("purpose", ["sign-in"], "CLAIMS"),
  claim("purpose", "p".repeat(257), "CLAIMS"),
  claim("purpose", "sign-in", "PURPOSE", { purpose: "delete-account" }),
  claim("nonce", "nonce-canary", "NONCE", { nonce: "another" }),
  claim("nonce", "nonce-canary", "NONCE", { nonce: "nonce-canary " }),
  claim("nonce", "nonce-canary", "NONCE", { nonce: "NONCE-CANARY" }),
  claim("nonce", "nonce-canary", "NONCE"),
  claim("nonce", "nonce-canary", "NONCE", { nonce: undefined }),
  claim("nonce", undefined, "NONCE", { nonce: "nonce-canary" }),
  claim("nonce", undefined, "NONCE", { nonce: undefined }),
  claim("nonce", undefined, "NONCE", { nonce: "" }),
  claim("nonce", "", "CLAIMS", { nonce: "" }),
  claim("nonce", 7, "CLAIMS", { nonce: "7" }),
  claim("nonce", null, "CLAIMS"),
  claim("test", true, "TEST"),
  claim("test", "false", "CLAIMS"),
  claim("test", 0, "CLAIMS"),
  claim("test", null, "CLAIMS"),
  forged("claims with two addresses", "MALFORMED", {
    claims: JSON.stringify(aClaimSet()).replace('"sub"', '"email":"eve@example.com","sub"'),
  }),
  forged("claims with two addresses, one in escapes", "MALFORMED", {
    claims: JSON.stringify(aClaimSet()).replace('"sub"', '"\\u0065mail":"eve@example.com","sub"'),
  }),
  forged("claims with a name twice further in", "MALFORMED", {
    claims: JSON.stringify(aClaimSet()).replace('"sub"', '"act":{"a":1,"a":2},"sub"'),
  }),
  forged("claims with a name twice in a list", "MALFORMED", {
    claims: JSON.stringify(aClaimSet()).replace('"sub"', '"act":[{"a":1,"a":2}],"sub"'),
  }),
  forged("claims with the address under other names", "CLAIMS", {
    claims: JSON.stringify(aClaimSet()).replace('"email"', '"Email":"eve@example.com","EMAIL"'),
  }),
  forged("claims with a second address as a prototype", "CLAIMS", {
    claims: JSON.stringify(aClaimSet({ email: undefined })).replace(
      '"sub"',
      '"__proto__":{"email":"eve@example.com"},"sub"',
    ),
  }),
];

function claim(name: string, value: unknown, reason: string, checks: ReceiptChecks = {}): Forgery {
  const said = value === undefined ? "missing" : JSON.stringify(value).slice(0, 30);
  const wanted = Object.entries(checks).map(([check, want]) => ` where ${check} ${JSON.stringify(want)} is`);
  return {
    name: `${name} ${said}${wanted.length ? `${wanted} wanted` : ""}`,
    reason,
    receipt: aReceipt(es, { claims: aClaimSet({ [name]: value }) }),
    checks,
  };
}

/** With a number of which JSON.stringify knows nothing. */
function expiring(exp: string, reason: string): Forgery {
  const claims = JSON.stringify(aClaimSet()).replace(/"exp":\d+/, `"exp":${exp}`);
  return forged(`exp ${exp.slice(0, 30)} as it stands`, reason, { claims });
}

function issuedAt(name: string, secondsAfterNoon: number, reason: string): Forgery {
  const iat = noonSeconds + secondsAfterNoon;
  return forged(name, reason, { claims: aClaimSet({ auth_time: iat, iat, exp: iat + 300 }) });
}
