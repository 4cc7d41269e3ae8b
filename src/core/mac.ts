import { encodeFields } from "./encode.ts";
import type { HmacKey } from "./hmac.ts";

/** What goes into a MAC: text counts as its UTF-8. */
type Fields = readonly (string | Uint8Array)[];

/** HMAC-SHA-256 over length-prefixed fields. */
export function mac(key: HmacKey, ...fields: Fields): Buffer {
  return key.bytes(encodeFields(...fields));
}

/** The same in 43 characters of base64url. */
export function macText(key: HmacKey, ...fields: Fields): string {
  return key.text(encodeFields(...fields), "base64url");
}

/** The first 128 bits of a MAC in 22 characters: what is stored where a guess costs a database write. */
export function shortMac(key: HmacKey, ...fields: Fields): string {
  return firstBytes(macText(key, ...fields), 16);
}

/** The first bytes of what a text in base64url stands for, in base64url: bits of its last character may be too many. */
export function firstBytes(text: string, count: number): string {
  const bits = count * 8;
  const whole = Math.floor(bits / 6);
  const surplus = 6 - (bits % 6);
  if (surplus === 6) return text.slice(0, whole);
  const last = alphabet.indexOf(text.charAt(whole));
  return text.slice(0, whole) + alphabet.charAt((last >> surplus) << surplus);
}

/** RFC 4648 §5. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
