import type { KeySet } from "./keyring.ts";
import { firstBytes, mac, macText, shortMac } from "./mac.ts";
import type { SealedChallenge } from "./seal.ts";

/** What an item is named by. */
export type ItemName = Pick<SealedChallenge, "tenant" | "email" | "window" | "test">;

/** The time in which an address's sends are counted. */
export const windowMs = 24 * 60 * 60_000;

/** The window of an address that `nowMs` falls in, and when it ends. */
export function windowOf(keys: KeySet, tenant: string, email: string, nowMs: number) {
  const offsetMs = windowOffsetMs(keys, tenant, email);
  const window = Math.floor((nowMs + offsetMs) / windowMs);
  return { window, endMs: (window + 1) * windowMs - offsetMs };
}

/** The window of an address that `nowMs` falls in. */
export function windowAt(keys: KeySet, tenant: string, email: string, nowMs: number): number {
  return windowOf(keys, tenant, email, nowMs).window;
}

/** The instant at which a challenge's window ends, and the budget of its address is whole again. */
export function windowEndMs(keys: KeySet, { tenant, email, window }: ItemName): number {
  return (window + 1) * windowMs - windowOffsetMs(keys, tenant, email);
}

/** Each address starts at its own time of day, so that budgets do not all reset together. */
function windowOffsetMs(keys: KeySet, tenant: string, email: string): number {
  return mac(keys.address, "offset", tenant, email).readUInt32BE() % windowMs;
}

/** The key of the item that holds a challenge. Nothing of the address can be read from it. */
export function addressKey(keys: KeySet, { tenant, window, email, test }: ItemName): string {
  // Tests have items of their own, or they would use up the budget of a real address.
  const name = macText(keys.address, test ? "test" : "item", tenant, String(window), email);
  return `1|${keys.id}|${name}`;
}

/** The name of a challenge within its item. */
export function challengeName(keys: KeySet, { id }: SealedChallenge): string {
  return `c_${firstBytes(macText(keys.challenge, "name", id), 8)}`;
}

/** What is stored of a code: it can be compared with another, and says nothing without the key. */
export function codeMac(keys: KeySet, address: string, challenge: SealedChallenge, code: string): string {
  return shortMac(keys.code, challenge.tenant, address, challenge.id, challenge.purpose, code);
}
