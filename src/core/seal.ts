import { createCipheriv, createDecipheriv, timingSafeEqual } from "node:crypto";
import type { CodeAlphabet, CodeFormat } from "./code.ts";
import type { EmailAddress } from "./email.ts";
import type { Keyring, KeySet } from "./keyring.ts";
import { mac } from "./mac.ts";
import { FieldReader, FieldWriter } from "./seal-fields.ts";

/** What a challenge id holds. Nothing of it is stored: the caller carries it, and cannot read or change it. */
export interface SealedChallenge {
  readonly tenant: string;
  /** The 24-hour window of the address in which the challenge was opened. */
  readonly window: number;
  /** 16 bytes that tell this challenge from all others. */
  readonly id: Uint8Array;
  readonly email: EmailAddress;
  readonly purpose: string;
  /** The caller's own value, for the receipt. Empty when there is none. */
  readonly nonce: string;
  /** The API key that opened it. */
  readonly openedBy: string;
  readonly format: CodeFormat;
  readonly attempts: number;
  /** Whether it is a test: never mailed, and marked as one in the receipt. */
  readonly test: boolean;
}

/** A challenge whose id was genuine, with the keys that it was made with. */
export interface OpenedChallenge {
  readonly challenge: SealedChallenge;
  readonly keys: KeySet;
}

/** The longest id that is looked at. */
export const maxChallengeIdLength = 1024;

/**
 * Seals a challenge into its id: AES-256-GCM under a nonce that is a MAC of the plaintext.
 *
 * The same challenge always gives the same id, so that a repeated call is answered the same, and two challenges never
 * share a nonce by accident (the SIV construction, RFC 5297 §1.3.1, with GCM's 96 bits).
 */
export function sealChallenge(keys: KeySet, challenge: SealedChallenge): string {
  const plaintext = encode(challenge);
  const header = new FieldWriter().text(keys.id).finish();
  const nonce = sealNonce(keys, plaintext);
  const cipher = createCipheriv("aes-256-gcm", keys.seal, nonce).setAAD(header);
  const ciphertext = cipher.update(plaintext);
  // Counter mode leaves nothing to the end.
  cipher.final();
  return prefix + Buffer.concat([header, nonce, ciphertext, cipher.getAuthTag()]).toString("base64url");
}

/** Opens an id that this service sealed; any other string gives `undefined`, without a look at the store. */
export function openChallenge(keyring: Keyring, id: string): OpenedChallenge | undefined {
  if (!id.startsWith(prefix) || id.length > maxChallengeIdLength) return undefined;
  const text = id.slice(prefix.length);
  const sealed = Buffer.from(text, "base64url");
  // Decoding is lenient: without this, several strings would be the same id.
  if (sealed.toString("base64url") !== text) return undefined;
  const header = sealed.subarray(0, 1 + (sealed[0] ?? 0));
  const keys = keyring.find(header.toString("latin1", 1));
  if (keys === undefined || sealed.length < header.length + nonceBytes + tagBytes) return undefined;
  const plaintext = decrypt(keys, header, sealed.subarray(header.length));
  return plaintext && { challenge: decode(plaintext), keys };
}

const prefix = "nc1_";
const nonceBytes = 12;
const tagBytes = 16;

/** In the order of their numbers in the sealed form; only ever add at the end. */
const alphabets: readonly CodeAlphabet[] = ["digits", "base32"];

/**
 * Undefined unless the seal is intact: the nonce is the MAC of what it was sealed with, and GCM's tag fits all of it.
 *
 * The MAC comes first: a tag that does not fit is an exception, which costs more than the rest of a refusal, and forged ids
 * are for the attacker to send as many of as they like.
 */
function decrypt(keys: KeySet, header: Buffer, rest: Buffer): Buffer | undefined {
  const nonce = rest.subarray(0, nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", keys.seal, nonce, { authTagLength: tagBytes });
  const plaintext = decipher.setAAD(header).update(rest.subarray(nonceBytes, -tagBytes));
  if (!timingSafeEqual(sealNonce(keys, plaintext), nonce)) return undefined;
  try {
    decipher.setAuthTag(rest.subarray(-tagBytes)).final();
    return plaintext;
  } catch {
    return undefined;
  }
}

function sealNonce(keys: KeySet, plaintext: Uint8Array): Buffer {
  return mac(keys.sealNonce, plaintext).subarray(0, nonceBytes);
}

function encode({ format, ...challenge }: SealedChallenge): Buffer {
  return new FieldWriter()
    .byte(alphabets.indexOf(format.alphabet))
    .byte(format.length)
    .byte(challenge.attempts)
    .byte(challenge.test ? 1 : 0)
    .uint32(challenge.window)
    .bytes(challenge.id)
    .text(challenge.tenant)
    .text(challenge.email)
    .text(challenge.purpose)
    .text(challenge.openedBy)
    .wideText(challenge.nonce)
    .finish();
}

/** The seal was intact, so the fields are ours: they are there, and in range. */
function decode(plaintext: Buffer): SealedChallenge {
  const read = new FieldReader(plaintext);
  const format = { alphabet: alphabets[read.byte()] ?? "digits", length: read.byte() };
  return {
    format,
    attempts: read.byte(),
    test: read.byte() === 1,
    window: read.uint32(),
    id: read.bytes(),
    tenant: read.text(),
    email: read.text() as EmailAddress,
    purpose: read.text(),
    openedBy: read.text(),
    nonce: read.wideText(),
  };
}
