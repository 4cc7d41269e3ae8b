import type { SendCodeRequest, VerifyCodeRequest } from "../src/index.ts";

/** What an executor is asked for, one line of JSON each. Requests name only the fields that they set. */
export type Command = { readonly id: number } & (
  | {
      readonly do: "client";
      readonly url: string;
      readonly apiKey: string;
      readonly options: ClientOptions;
    }
  | ({ readonly do: "sendCode"; readonly request: SendCodeRequest } & CallLimits)
  | ({ readonly do: "verifyCode"; readonly request: VerifyCodeRequest } & CallLimits)
  | { readonly do: "verifyReceipt"; readonly receipt: string; readonly options: ReceiptOptions }
  /** Closes the client, which stays the one that is called. */
  | { readonly do: "close" }
);

export interface CallLimits {
  readonly timeoutMs?: number;
  /** After this time whoever called wants no answer any more. */
  readonly cancelAfterMs?: number;
}

export interface ClientOptions {
  readonly timeoutMs?: number;
  readonly maxRetries?: number;
}

export interface ReceiptOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl?: string;
  readonly purpose?: string;
  /** Null where the session has lost it: not the same as one that never had any. */
  readonly nonce?: string | null;
  readonly allowTest?: boolean;
  /** Accepts each receipt once, by the package's own guard in memory, of which the program has one. */
  readonly once?: boolean;
  /** Stands in for the verifier's clock. */
  readonly nowMs?: number;
}

/** What it answers, one line of JSON for each command. */
export type Answer = { readonly id: number } & Result;

export type Result = { readonly ok: object } | { readonly error: Refusal };

/** The same for all languages, whatever their errors look like. */
export interface Refusal {
  readonly reason: string;
  readonly retryAfterMs: number | null;
  readonly attemptsLeft: number | null;
  readonly challengeId: string | null;
  readonly violations: readonly { readonly field: string; readonly description: string }[];
}

/** The answer to a command that a package or its language has nothing for, such as checking receipts in a browser. */
export const notOffered = "NOT_OFFERED";
