import type { Failure } from "./failure.ts";
import { type Limit, limitOf } from "./rate.ts";
import type { Caller, Tenant } from "./tenant.ts";

/** The two things that callers do. */
export type Action = "send" | "verify";

/** How much one tenant's callers may do, beside what the address of each mail allows. */
export interface CallLimits {
  /** Per network address: for publishable keys that of the connection, for secret keys `client_ip`. */
  readonly network: Readonly<Record<Action, Limit>>;
  /** Calls of one key; undefined is no limit. */
  readonly key: Limit | undefined;
  /** Mails of the tenant in a day (UTC), over all instances; undefined is no limit. */
  readonly dailySends: number | undefined;
}

/** The limits of a tenant that states none. */
export const defaultLimits: CallLimits = {
  network: { send: limitOf(10, 10 * 60_000), verify: limitOf(30, 10 * 60_000) },
  key: undefined,
  dailySends: undefined,
};

/**
 * Holds callers to their limits. Refuses with `CALLER_LIMITED`, which says when to come again.
 *
 * What is counted is in this process, but for the mails of a day, which are exact over all instances.
 */
export interface CallerLimits {
  /**
   * Lets a call in, before its body is read. `network` is where it came from. The returned function takes the call out
   * of the count: it turned out to be a test.
   */
  admit(caller: Caller, action: Action, network: string, nowMs: number): () => void;
  /** Lets an end user's send through whom a secret key named by `client_ip`. */
  admitClient(tenant: Tenant, network: string, nowMs: number): void;
  /** Takes a mail from the tenant's day. The returned function puts it back. */
  takeSend(tenant: Tenant, nowMs: number): Promise<() => void>;
  /** Hears how an attempt went, and notices when most of a tenant's are wrong. One that is repeated counts once. */
  judged(tenant: Tenant, right: boolean, nowMs: number, attempt: string): void;
  /** Whether a tenant looks as if it were under attack. */
  isUnderAttack(tenant: Tenant, nowMs: number): boolean;
}

/**
 * Keeps a process from taking more calls in hand than it can answer in time: whom it would keep waiting for long it
 * refuses, with `OVERLOADED`, and serves the others.
 */
export interface Capacity {
  /** Why no call of a tenant is taken in hand now; undefined if one is. */
  refusal(tenant: string): Failure | undefined;
  /**
   * Does a tenant's work, at once or when it is its turn, and has it in hand until its promise has settled. If it waited
   * `inVain`, that is told first; then this rejects with `OVERLOADED`, and nothing was done.
   */
  occupy<T>(tenant: string, work: () => Promise<T>, inVain: () => void): Promise<T>;
  /** How many calls are being worked on, or wait for their turn. */
  inHand(): number;
}

/** A part of a tenant's day, reserved for one instance. */
export interface LeaseRequest {
  /** Names the tenant and the day, and can be read by nobody. */
  readonly name: string;
  readonly count: number;
  readonly most: number;
  readonly ttlSeconds: number;
}

/**
 * Where instances share what is left of a tenant's day.
 *
 * Implementations pass `test/contract/lease-store.ts`: whatever is asked in parallel, no more than `most` is granted.
 */
export interface LeaseStore {
  /** Grants as many as there are left, `count` at the most, in one atomic write. */
  reserve(request: LeaseRequest): Promise<number>;
}
