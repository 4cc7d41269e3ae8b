import { ReceiptError } from "./receipt-error.ts";

/** What every receipt says, in the words of JWT (RFC 7519). Times in seconds since the epoch. */
export interface Claims {
  readonly aud: string;
  readonly sub: string;
  readonly email: string;
  readonly purpose: string;
  readonly auth_time: number;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly nonce: string | undefined;
  readonly test: boolean;
}

export const requiredClaims = [
  "iss",
  "aud",
  "sub",
  "email",
  "email_verified",
  "purpose",
  "amr",
  "auth_time",
  "iat",
  "exp",
  "jti",
];

/** Reads the claims of a receipt whose signature holds. What only resembles a receipt's claims is refused. */
export function parseClaims(claims: Readonly<Record<string, unknown>>): Claims {
  const { aud, sub, email, email_verified, purpose, amr, auth_time, iat, exp, jti, nonce, test } = claims;
  // RFC 7519 §4.1.3 allows a list. One that has us and others in it would be good in two places.
  if (typeof aud !== "string") throw new ReceiptError("AUDIENCE");
  const isWhole =
    isText(sub) &&
    isText(email) &&
    email.includes("@") &&
    email_verified === true &&
    isText(purpose) &&
    Array.isArray(amr) &&
    amr.includes("otp") &&
    isTime(auth_time) &&
    isTime(iat) &&
    isTime(exp) &&
    0 <= auth_time &&
    auth_time <= iat &&
    iat < exp &&
    exp <= iat + longestLifeSeconds &&
    isText(jti) &&
    (nonce === undefined || isText(nonce)) &&
    (test === undefined || typeof test === "boolean");
  if (!isWhole) throw new ReceiptError("CLAIMS");
  return { aud, sub, email, purpose, auth_time, iat, exp, jti, nonce, test: test === true };
}

/** The service's promise. A longer life would outlast the memory of those who accept each receipt once. */
const longestLifeSeconds = 300;

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 256;
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
