import { hash } from "node:crypto";
import { createKeyring, type Keyring, type KeyringEntry } from "../../src/core/keyring.ts";

/** A key whose secret is the same each time that its id is. */
export function aKey(id = "k1"): KeyringEntry {
  return { id, secret: hash("sha256", `the secret of ${id}`, "buffer") };
}

/** A ring of keys; the first is the primary. */
export function aKeyring(...ids: readonly string[]): Keyring {
  return createKeyring((ids.length === 0 ? ["k1"] : ids).map(aKey));
}
