import { addressKey, windowAt, windowEndMs, windowMs } from "./address-key.ts";
import { maxCodes } from "./challenge.ts";
import { parseEmail } from "./email.ts";
import type { Keyring, KeySet } from "./keyring.ts";
import type { Clock } from "./ports.ts";
import type { Tenant } from "./tenant.ts";

/** Keeps one item of an address from being mailed. */
export interface AddressMark {
  /** The key of the item, as in an OpenRequest. */
  readonly address: string;
  readonly untilMs: number;
  /** When an item that is made for the mark may be deleted. */
  readonly ttlSeconds: number;
  /** Without it, only an item that is there is marked. */
  readonly mayCreate: boolean;
}

/**
 * Marks items of addresses. Implementations pass `test/contract/address-marks.ts`; each method is one conditional write
 * that is safe to repeat, and throws `STORE_UNAVAILABLE` as the ChallengeStore does.
 */
export interface AddressMarks {
  /** Marks an item until then, or for longer if it was. */
  mark(mark: AddressMark): Promise<void>;
  /** Lifts a mark; says whether there was one. */
  lift(address: string): Promise<boolean>;
}

/** What was heard of a mail later, from whoever carried it. */
export interface Feedback {
  /** `bounced`: for good. `cleared`: by an operator, who knows better. The other two only inform. */
  readonly kind: "delivered" | "delayed" | "bounced" | "complained" | "cleared";
  /** As the carrier spells it. */
  readonly email: string;
  /** Undefined where nobody knows: then it concerns all. */
  readonly tenant: string | undefined;
  readonly atMs: number;
}

export interface UndeliverableDeps {
  readonly marks: AddressMarks;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly tenants: () => readonly Tenant[];
  /** How long an address is not mailed: from the event on, so that hearing of it twice changes nothing. */
  readonly pauseMs: Readonly<Record<"bounced" | "complained", number>>;
}

/** Takes feedback to heart; says whether any item was marked or lifted. */
export type HearFeedback = (feedback: Feedback) => Promise<boolean>;

/** The longest pause that can be set: marks lie in no window behind it. */
export const maxPauseMs = 90 * windowMs;

/**
 * Marks addresses as undeliverable, and lifts the marks.
 *
 * A send must not pay for it with a read, so the mark stands where the send writes anyway: in the item of each window
 * until it ends. Those items are made ahead, a few for a bounce, and go by TTL like all others.
 */
export function createHearFeedback(deps: UndeliverableDeps): HearFeedback {
  const { marks, keyring, clock, tenants } = deps;
  // What only informs holds up nothing.
  const pauseMs = { delivered: 0, delayed: 0, ...deps.pauseMs };
  return async ({ kind, email, tenant, atMs }) => {
    const nowMs = clock().getTime();
    const untilMs = kind === "cleared" ? nowMs + maxPauseMs : Math.min(atMs, nowMs) + pauseMs[kind];
    if (untilMs <= nowMs) return false;
    const items = tenants()
      .filter(({ id }) => tenant === undefined || id === tenant)
      .flatMap((each) => keyring.all.flatMap((keys) => itemsOf(keys, each, email, nowMs, untilMs)));
    const write = async (mark: AddressMark) => {
      if (kind === "cleared") return marks.lift(mark.address);
      await marks.mark(mark);
      return true;
    };
    let changed = false;
    while (items.length > 0) {
      const written = await Promise.all(items.splice(0, atOnce).map(write));
      changed ||= written.includes(true);
    }
    return changed;
  };
}

/** Writes at a time: feedback must not crowd out sends. */
const atOnce = 16;

/** One for each window from the oldest that can be sent to again until the mark ends. */
function itemsOf(
  keys: KeySet,
  { id, policy }: Tenant,
  text: string,
  nowMs: number,
  untilMs: number,
): AddressMark[] {
  const email = parseEmail(text, policy.keepLocalCase);
  if (email === undefined) return [];
  const current = windowAt(keys, id, email, nowMs);
  const last = windowAt(keys, id, email, untilMs - 1);
  // Each code of a challenge may be sent just before the one before it ends.
  const first = current - Math.ceil((maxCodes * policy.maxTtlMs) / windowMs);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const name = { tenant: id, email, window: first + i, test: false };
    return {
      address: addressKey(keys, name),
      untilMs,
      ttlSeconds: Math.ceil(windowEndMs(keys, name) / 1000),
      mayCreate: name.window >= current,
    };
  });
}
