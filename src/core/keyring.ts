import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { HmacKey } from "./hmac.ts";

/** One secret of the ring as the operator configured it. */
export interface KeyringEntry {
  /** Stands in every stored and sealed thing, so that the key can be found again: 1 to 16 of `A-Z a-z 0-9 _ -`. */
  readonly id: string;
  /** At least 32 bytes of chance. */
  readonly secret: Uint8Array;
}

/** The keys of one ring entry, one per use, so that no value of one use means anything in another. */
export type KeySet = { readonly id: string; readonly seal: KeyObject } & Readonly<
  Record<(typeof macUses)[number], HmacKey>
>;

/** The keys in use. New challenges take the primary; open ones find theirs by its id. */
export interface Keyring {
  readonly primary: KeySet;
  readonly all: readonly KeySet[];
  find(id: string): KeySet | undefined;
}

const macUses = [
  "address",
  "code",
  "challenge",
  "sealNonce",
  "attempt",
  "subject",
  "device",
  "logTag",
] as const;

/** The least length of a secret: as long as the hash that it keys (RFC 2104 §3). */
export const minSecretBytes = 32;

/** Makes the ring; the first entry is the primary. The entries were checked by {@link keyringProblems}. */
export function createKeyring(entries: readonly KeyringEntry[]): Keyring {
  const sets = entries.map(deriveKeys);
  const [primary] = sets;
  if (primary === undefined) throw new Error("a key ring needs a key");
  const byId = new Map(sets.map((keys) => [keys.id, keys]));
  return { primary, all: sets, find: (id) => byId.get(id) };
}

/** Says what is wrong with a ring, in words for the operator; none of them repeats a secret. */
export function keyringProblems(entries: readonly KeyringEntry[]): readonly string[] {
  const problems: string[] = [];
  if (entries.length === 0) problems.push("holds no key: make one with `nopass keyring create`");
  const seen = new Set<string>();
  for (const { id, secret } of entries) {
    if (!keyId.test(id)) problems.push("has a key id that is not 1 to 16 of A-Z a-z 0-9 _ -");
    else if (seen.has(id)) problems.push(`has two keys with the id ${id}`);
    seen.add(id);
    if (secret.length < minSecretBytes)
      problems.push(`has a key with ${secret.length} bytes where at least ${minSecretBytes} are needed`);
    else if (new Set(secret).size < minDistinctBytes)
      problems.push("has a key that is not random: make one with `nopass keyring create`");
  }
  return problems;
}

const keyId = /^[A-Za-z0-9_-]{1,16}$/;

/** Of 32 random bytes, fewer than 16 distinct ones come up less than once in 10¹⁵ draws. */
const minDistinctBytes = 16;

function deriveKeys({ id, secret }: KeyringEntry): KeySet {
  const macKeys = macUses.map((use) => [use, new HmacKey(derive(secret, use))]);
  return { id, seal: createSecretKey(derive(secret, "seal")), ...Object.fromEntries(macKeys) } as KeySet;
}

function derive(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `nopass/${use}/v1`, 32));
}
