import type { EmailAddress } from "./email.ts";
import type { Keyring } from "./keyring.ts";
import { mac } from "./mac.ts";

/** What a use case tells the log about its call. Nothing here names a person. */
export interface CallFacts {
  /** Stands for the address in logs, for a day. */
  readonly addressTag: string;
  /** Whether it is a test, and so not to be counted. */
  readonly test: boolean;
}

/** Takes facts for the log line of this call. */
export type Notes = (facts: CallFacts) => void;

/** A pseudonym of an address that changes every day, so that old logs cannot be joined with new ones. */
export function addressTag(keyring: Keyring, email: EmailAddress, nowMs: number): string {
  const day = Math.floor(nowMs / (24 * 60 * 60_000));
  return mac(keyring.primary.logTag, String(day), email).toString("base64url", 0, 6);
}
