import type { AddressItem } from "../../src/core/challenge.ts";

/** Everything that matters at one instant of a modelled run. Plain data: two equal worlds have the same future. */
export interface World {
  /** The position in the scenario's instants. */
  readonly clock: number;
  /** The items in the database, by address. */
  readonly items: Readonly<Record<string, AddressItem>>;
  readonly processes: readonly Process[];
  /** Requests whose sender gave up, and that may still reach the database at any time. */
  readonly late: readonly Write[];
  /** Faults that may still happen. */
  readonly faultsLeft: number;
  /** What has happened, as far as the invariants ask. */
  readonly past: Past;
}

/** A process that makes one call after the other, each of them as the service would. */
export interface Process {
  /** The position in its script; past the end when it is over or was killed. */
  readonly call: number;
  readonly phase: Phase;
  /** Tries of the current write that were not answered. */
  readonly failed: number;
  /** The service reads the clock once in a call. */
  readonly nowMs: number;
  /** What a protocol of several writes carries from one to the next. */
  readonly carried?: unknown;
}

/**
 * Where a call stands: it waits for its first write, for another write of a protocol that has several, for the mail,
 * or takes the send back after a refused mail or an unconfirmed write.
 */
export type Phase = "idle" | "write" | "mail" | "giveBack";

/** A write on its way: whose call it belongs to, so that its effect is known wherever it arrives. */
export interface Write {
  readonly process: number;
  readonly call: number;
  readonly phase: Phase;
  readonly nowMs: number;
  readonly carried?: unknown;
}

export interface Past {
  /** `challenge code tag` of each mail that left. */
  readonly mailed: readonly string[];
  /** Every comparison with a live challenge, in order. */
  readonly compared: readonly Comparison[];
  /** `challenge attempt` of each attempt that was answered as right. */
  readonly accepted: readonly string[];
  /** Challenges of which a send was answered as sent. */
  readonly answered: readonly string[];
}

export interface Comparison {
  readonly challenge: string;
  readonly attempt: string;
  readonly right: boolean;
  readonly atMs: number;
  readonly expiresAtMs: number;
}
