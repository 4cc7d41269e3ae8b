import { createCipheriv, createDecipheriv } from "node:crypto";
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
  const nonce = mac(keys.sealNonce, plaintext).subarray(0, nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keys.seal, nonce).setAAD(header);
  const sealed = Buffer.concat([
    header,
    nonce,
    cipher.update(plaintext),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return prefix + sealed.toString("base64url");
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

function decrypt(keys: KeySet, header: Buffer, rest: Buffer): Buffer | undefined {
  const nonce = rest.subarray(0, nonceBytes);
  const ciphertext = rest.subarray(nonceBytes, -tagBytes);
  const decipher = createDecipheriv("aes-256-gcm", keys.seal, nonce, { authTagLength: tagBytes });
  decipher.setAAD(header).setAuthTag(rest.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    return undefined;
  }
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
