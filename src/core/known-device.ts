import { timingSafeEqual } from "node:crypto";
import type { EmailAddress } from "./email.ts";
import type { Keyring, KeySet } from "./keyring.ts";
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
  return tokenOf(keyring.primary, Math.floor(nowMs / dayMs), tenant, email);
}

/** Whether a token was made for this tenant and address, and is not too old. Any other text is simply no such token. */
export function isKnownDevice(
  keyring: Keyring,
  token: string,
  tenant: string,
  email: EmailAddress,
  nowMs: number,
): boolean {
  const dot = token.indexOf(".");
  const keys = keyring.find(token.slice(prefix.length, dot));
  const day = Number.parseInt(token.slice(dot + 1), 10);
  // A token tells its day alone: it is counted from the end of that day, or it would not be valid long enough.
  const ageMs = nowMs - day * dayMs;
  if (keys === undefined || !(ageMs >= 0 && ageMs < dayMs + knownDeviceMs)) return false;
  // Compared as a whole, and as text: reading a number or base64 is lenient, and several tokens would be the same.
  const expected = Buffer.from(tokenOf(keys, day, tenant, email));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function tokenOf({ id, device }: KeySet, day: number, tenant: string, email: EmailAddress): string {
  return `${prefix}${id}.${day}.${shortMac(device, tenant, email, String(day))}`;
}

const prefix = "nd1_";
const dayMs = 24 * 60 * 60_000;
