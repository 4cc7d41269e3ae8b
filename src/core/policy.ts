import { type CodeFormat, codeSpace } from "./code.ts";

/** What a tenant allows. Times in milliseconds. */
export interface Policy {
  readonly code: CodeFormat;
  /** How long a code is valid when the caller does not say: 30 s to 24 h, and not above `maxTtlMs`. */
  readonly ttlMs: number;
  /** The longest validity that a caller may ask for: at most 24 h (NIST SP 800-63B-4 §4.2.1.2). */
  readonly maxTtlMs: number;
  /** Attempts at one challenge, 1 to 5. With 1, any wrong input wipes. */
  readonly attempts: number;
  /** Unredeemed codes sent to one address in a window of 24 hours. */
  readonly budget: number;
  /** Of the budget, the part that is kept for callers who are known: a stranger cannot lock them out. */
  readonly knownReserve: number;
  /** The least time between two sends to one address. */
  readonly cooldownMs: number;
  /** Whether `Ada@` and `ada@` are two mailboxes. */
  readonly keepLocalCase: boolean;
}

/** The policy of a tenant that states none. */
export const defaultPolicy: Policy = {
  code: { alphabet: "digits", length: 6 },
  ttlMs: 5 * 60_000,
  maxTtlMs: 60 * 60_000,
  attempts: 1,
  budget: 10,
  knownReserve: 3,
  cooldownMs: 30_000,
  keepLocalCase: false,
};

/** The least validity that a caller may ask for: mail takes a while. */
export const minTtlMs = 30_000;

/** The worst odds that the service runs with, per address and day. */
export const maxGuessOdds = 1 / 1000;

/**
 * How likely someone who may ask for codes to an address is to guess one within a window of 24 hours.
 *
 * Every code that is sent can be guessed at most `attempts` times, and sends are what the budget counts. A challenge
 * with several codes has more right answers for the same attempts, which comes to the same product.
 */
export function guessOdds({ code, attempts, budget }: Policy): number {
  return (budget * attempts) / codeSpace(code);
}
