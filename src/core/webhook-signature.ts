import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Signatures of webhooks by the Standard Webhooks specification, version 1: HMAC-SHA-256 over id, time and body.
 *
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export interface SignedHeaders {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: string;
  /** One or more, separated by spaces: `v1,` and base64. */
  readonly signature: string;
}

/** Reads a secret as it is handed around, `whsec_` and base64; undefined if it is none, or has not 24 to 64 bytes. */
export function parseWebhookSecret(text: string): Uint8Array | undefined {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  if (encoded === undefined) return undefined;
  const secret = Buffer.from(encoded, "base64");
  return secret.length >= 24 && secret.length <= 64 ? secret : undefined;
}

/** Signs with every secret, so that receivers can change theirs at a time of their own. */
export function signWebhook(
  secrets: readonly Uint8Array[],
  id: string,
  now: Date,
  body: string | Uint8Array,
): SignedHeaders {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = secrets.map((secret) => `v1,${sign(secret, id, timestamp, body).toString("base64")}`);
  return { id, timestamp, signature: signatures.join(" ") };
}

/** Whether one of the secrets signed exactly this, not long ago. */
export function isSignedWebhook(
  secrets: readonly Uint8Array[],
  { id, timestamp, signature }: SignedHeaders,
  body: Uint8Array,
  now: Date,
): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || id === "" || id.includes(".")) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  const given = signature
    .split(" ")
    .slice(0, maxSignatures)
    .filter((each) => each.startsWith("v1,"));
  const bytes = given.map((each) => Buffer.from(each.slice(3), "base64"));
  return secrets.some((secret) => {
    const expected = sign(secret, id, timestamp, body);
    return bytes.some((each) => each.length === expected.length && timingSafeEqual(each, expected));
  });
}

const toleranceSeconds = 5 * 60;
const maxSignatures = 8;

function sign(secret: Uint8Array, id: string, timestamp: string, body: string | Uint8Array): Buffer {
  return createHmac("sha256", secret).update(`${id}.${timestamp}.`).update(body).digest();
}
