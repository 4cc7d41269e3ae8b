import { createHmac, type KeyObject } from "node:crypto";
import { encodeFields } from "./encode.ts";

/** HMAC-SHA-256 over length-prefixed fields. */
export function mac(key: KeyObject, ...fields: readonly (string | Uint8Array)[]): Buffer {
  return createHmac("sha256", key)
    .update(encodeFields(...fields))
    .digest();
}

/** The first 128 bits of a MAC in 22 characters: what is stored where a guess costs a database write. */
export function shortMac(key: KeyObject, ...fields: readonly (string | Uint8Array)[]): string {
  return mac(key, ...fields).toString("base64url", 0, 16);
}
