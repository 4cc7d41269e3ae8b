import type { EmailAddress } from "./email.ts";
import type { Keyring } from "./keyring.ts";
import { firstBytes, macText } from "./mac.ts";
import type { MailDomain } from "./mail-domain.ts";

/** What a use case tells the log about its call. Nothing here names a person. */
export interface CallFacts {
  /** Stands for the address in logs, for a day. */
  readonly addressTag: string;
  /** Whether it is a test, and so not to be counted. */
  readonly test: boolean;
  /** The provider of the mailbox, if it is one of the large ones. */
  readonly mailDomain: MailDomain;
}

/** What became of a code, told once, however often its call is repeated. Of tests nothing is told. */
export type CodeStep =
  | { readonly kind: "sent" }
  /** Kept back, as mail to the address bounces; the caller was not told. */
  | { readonly kind: "withheld" }
  /** `afterMs`: since the last mail to the address. */
  | { readonly kind: "verified"; readonly afterMs: number }
  /** Somebody typed it too late; of a code that nobody ever types, nobody hears. */
  | { readonly kind: "expired" };

/** Takes facts for the log line of this call, and steps for the statistics, which may come after its end. */
export type Notes = (facts: CallFacts, step?: CodeStep) => void;

/** A pseudonym of an address that changes every day, so that old logs cannot be joined with new ones. */
export function addressTag(keyring: Keyring, email: EmailAddress, nowMs: number): string {
  const day = Math.floor(nowMs / (24 * 60 * 60_000));
  return firstBytes(macText(keyring.primary.logTag, String(day), email), 6);
}
