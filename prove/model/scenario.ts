/** A call of one of the two RPCs. `resend` adds a code to the challenge. */
export type Call =
  | {
      readonly kind: "send";
      readonly address: string;
      readonly challenge: string;
      readonly code: string;
      /** The idempotency key: the same one again is the same send. */
      readonly key: string;
      readonly resend?: boolean;
      readonly stranger?: boolean;
    }
  | {
      readonly kind: "verify";
      readonly address: string;
      readonly challenge: string;
      readonly code: string;
      readonly attempt: string;
    };

/** Callers that act at the same time, each with its calls in order, and what may go wrong between them. */
export interface Scenario {
  readonly name: string;
  readonly attempts: number;
  readonly budget: number;
  readonly cooldownMs: number;
  readonly ttlMs: number;
  /** The values that the clock may take, in order; it may move on between any two steps. */
  readonly instantsMs: readonly number[];
  readonly scripts: readonly (readonly Call[])[];
  /** Lost requests, lost answers, late and doubled requests, refused mails and killed processes, all told. */
  readonly faults: number;
  /** Tries of one write before the call is given up. */
  readonly tries: number;
}
