import { timingSafeEqual } from "node:crypto";
import type { EmailAddress } from "./email.ts";
import type { Keyring } from "./keyring.ts";
import { shortMac } from "./mac.ts";

/** The longest token that is looked at. */
export const maxKnownDeviceLength = 128;

/** How long a device stays known without another sign-in. */
export const knownDeviceMs = 180 * 24 * 60 * 60_000;

/**
 * Makes the token by which a client shows later that somebody proved this mailbox on it.
 *
 * It proves nothing else: its holder may only use the part of the address's budget that strangers may not.
 */
export function issueKnownDevice(
  keyring: Keyring,
  tenant: string,
  email: EmailAddress,
  nowMs: number,
): string {
  const { id, device } = keyring.primary;
  const day = Math.floor(nowMs / dayMs);
  return `${prefix}${id}.${day}.${shortMac(device, tenant, email, String(day))}`;
}

/** Whether a token was made for this tenant and address, and is not too old. Any other text is simply no such token. */
export function isKnownDevice(
  keyring: Keyring,
  token: string,
  tenant: string,
  email: EmailAddress,
  nowMs: number,
): boolean {
  const { id, day, proof } = tokenPattern.exec(token)?.groups ?? {};
  const keys = id === undefined ? undefined : keyring.find(id);
  if (keys === undefined || day === undefined || proof === undefined) return false;
  // A token tells its day alone: it is counted from the end of that day, or it would not be valid long enough.
  const ageMs = nowMs - Number(day) * dayMs;
  // As texts: decoding is lenient, and several would be the same proof.
  const expected = Buffer.from(shortMac(keys.device, tenant, email, day));
  return ageMs >= 0 && ageMs < dayMs + knownDeviceMs && timingSafeEqual(Buffer.from(proof), expected);
}

const prefix = "nd1_";
const dayMs = 24 * 60 * 60_000;
const tokenPattern = /^nd1_(?<id>[A-Za-z0-9_-]{1,16})\.(?<day>\d{1,6})\.(?<proof>[A-Za-z0-9_-]{22})$/;
