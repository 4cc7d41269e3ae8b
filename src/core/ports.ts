import type { Brand } from "./brand.ts";
import type { JudgeRequest, OpenOutcome, OpenRequest, Verdict } from "./challenge.ts";
import type { EmailAddress } from "./email.ts";
import type { ReceiptClaims } from "./receipt.ts";

/**
 * Where challenges live between SendCode and VerifyCode.
 *
 * Implementations pass `test/contract/challenge-store.ts`. Each method is one atomic write: there is no read to race
 * with. An expired challenge is never redeemed, even one still on disk: DynamoDB's TTL may take days.
 *
 * A store that cannot confirm its write throws a `STORE_UNAVAILABLE` failure; the write may have happened, and the
 * same request may be repeated.
 */
export interface ChallengeStore {
  /** Opens a challenge within the address's budget, or adds a code to an open one. */
  open(request: OpenRequest): Promise<OpenOutcome>;

  /**
   * Judges one attempt and consumes it whatever the verdict.
   *
   * Consuming and comparing are the same write, so that parallel guesses cannot share an attempt. Repeating the same
   * attempt gives the same verdict, so that a lost answer costs an honest user nothing.
   */
  judge(request: JudgeRequest): Promise<Verdict>;

  /** Takes back a send whose mail certainly never left: the budget and the cool-down are as before. */
  giveBack(request: OpenRequest): Promise<void>;

  /** Settles when the store answers, and throws `STORE_UNAVAILABLE` when it does not. */
  ping(): Promise<void>;
}

/** A code on its way to a person, before it has words. */
export interface CodeMail {
  readonly to: EmailAddress;
  readonly code: string;
  readonly ttlMs: number;
  readonly purpose: string;
  /** A BCP 47 tag; the best match is used. */
  readonly locale: string;
  readonly brand: Brand;
  readonly tenant: string;
  /** From then on the code is not accepted. */
  readonly expiresAtMs: number;
}

/**
 * What became of a mail. `refused`: it certainly did not leave. `unknown`: it may or may not arrive, so it must not be
 * sent again.
 */
export type Delivery =
  | { readonly kind: "accepted" }
  | {
      readonly kind: "refused";
      readonly retryAfterMs?: number;
      /**
       * Whose fault it was, unless it was the mailer's own: that of this `mail` or its recipient, so that the next one
       * may well go, or that of a `mailbox` that does not exist.
       */
      readonly fault?: "mail" | "mailbox";
      readonly cause: unknown;
    }
  | { readonly kind: "unknown"; readonly cause: unknown };

/** Hands a code to the person. Never throws, and never sends a mail twice. */
export interface Mailer {
  send(mail: CodeMail): Promise<Delivery>;
}

/** Signs what was proven, as a compact JWS. */
export interface ReceiptSigner {
  sign(claims: ReceiptClaims): Promise<string>;
}

/** The time now. Read once per call. */
export type Clock = () => Date;

/** A whole number from 0 to `below` - 1, all equally likely, that nobody can foresee. */
export type RandomInt = (below: number) => number;

/** Bytes that nobody can foresee. */
export type RandomBytes = (count: number) => Uint8Array;
