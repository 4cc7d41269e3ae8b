import { hash as digest, randomInt, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ApiKey, FindKey, KeyKind } from "../core/tenant.ts";

/** A key that was just made. `text` is shown once and never stored. */
export interface NewApiKey {
  readonly id: string;
  readonly text: string;
  /** SHA-256 of the secret, in hexadecimal digits, for the tenants file. */
  readonly sha256: string;
}

/**
 * Makes a key: `np_{live|test}_{sk|pk}_{id}_{secret}{checksum}`, with 190 bits of chance in the secret.
 *
 * With the id of a key that there is already, it makes a second secret for it, to replace the first.
 */
export function createApiKey(kind: KeyKind, mode: ApiKey["mode"], id = base62(idLength)): NewApiKey {
  const secret = base62(secretLength);
  const body = `np_${mode}_${kindNames[kind]}_${id}_${secret}`;
  return { id, text: body + checksum(body), sha256: hash(secret).toString("hex") };
}

/**
 * Finds the key that a caller shows, or `undefined`.
 *
 * A mistyped key fails its checksum before anything is looked up. The stored hash needs no salt and no slow function:
 * the secret is random and far too long to be tried.
 */
export function recogniseKey(text: string, findKey: FindKey, now: Date): ApiKey | undefined {
  const parts = keyPattern.exec(text)?.groups;
  if (parts === undefined || checksum(text.slice(0, -checksumLength)) !== parts.checksum) return undefined;
  const { id = "", secret = "", kind, mode } = parts;
  const key = findKey(id);
  const shown = hash(secret);
  const matches = (key?.secretHashes ?? [noHash])
    .map((stored) => timingSafeEqual(stored, shown))
    .includes(true);
  if (key === undefined || !matches) return undefined;
  if (key.mode !== mode || kindNames[key.kind] !== kind) return undefined;
  return key.expiresAt !== undefined && now >= key.expiresAt ? undefined : key;
}

const idLength = 8;
const secretLength = 32;
const checksumLength = 6;
const kindNames = { secret: "sk", publishable: "pk" } as const satisfies Record<KeyKind, string>;
const keyPattern =
  /^np_(?<mode>live|test)_(?<kind>sk|pk)_(?<id>[A-Za-z0-9]{8})_(?<secret>[A-Za-z0-9]{32})(?<checksum>[A-Za-z0-9]{6})$/;
const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** What an unknown id is compared with, so that it takes as long as a known one. */
const noHash = Buffer.alloc(32);

function hash(secret: string): Buffer {
  return digest("sha256", secret, "buffer");
}

function base62(length: number): string {
  return Array.from({ length }, () => characters[randomInt(characters.length)]).join("");
}

/** CRC-32 in base 62: it tells a typing mistake from a key, also for those who scan code for leaked keys. */
function checksum(body: string): string {
  let rest = crc32(body);
  let text = "";
  while (text.length < checksumLength) {
    text = characters[rest % characters.length] + text;
    rest = Math.floor(rest / characters.length);
  }
  return text;
}
