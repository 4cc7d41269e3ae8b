import { lastNextSend, nextSends } from "./next-send.ts";
import { openedKind, refuseSend } from "./refuse-send.ts";
import { withEntry } from "./with-entry.ts";

/**
 * The rules of open and judge, as pure functions over the item of one address.
 *
 * The memory store runs them as they are. The DynamoDB store does the same in one expression, and uses them to say
 * what its write meant: a differential test holds the two together.
 */

/** What is kept for one address in one window of 24 hours. */
export interface AddressItem {
  /** Sends that have not been redeemed. */
  readonly sends: number;
  /** The earliest next send for callers who are known, and for strangers: the one must not hold up the other. */
  readonly nextSendMs: number;
  readonly nextStrangerSendMs: number;
  /** When the whole item may be deleted, in seconds since the epoch. */
  readonly ttlSeconds: number;
  /** Mail to the address bounced or was complained about: until when none is sent. Absent if all is well. */
  readonly undeliverableUntilMs?: number;
  readonly challenges: Readonly<Record<string, Challenge>>;
}

/** One question put to a mailbox. */
export interface Challenge {
  /**
   * The MAC of each code that was sent, with the number of sends that redeeming it gives back. Gone once the
   * challenge is wiped: then no code is right.
   */
  readonly codes?: Readonly<Record<string, number>>;
  /** Sends made for this challenge. */
  readonly sends: number;
  readonly expiresAtMs: number;
  readonly attemptsLeft: number;
  /** Names the last send, so that its repetition is known. */
  readonly sendTag: string;
  /** The last attempt. */
  readonly judged?: Judged;
}

export interface Judged {
  readonly attempt: string;
  /** The value under the code's MAC: 0 if there was none, and the code was wrong. */
  readonly right: number;
  readonly atMs: number;
}

/** A send: of a first code, or of another one for an open challenge. */
export interface OpenRequest {
  /** The key of the item: nothing of it can be read. */
  readonly address: string;
  readonly challenge: string;
  readonly resend: boolean;
  /** The MAC of the code that will be mailed. */
  readonly code: string;
  readonly sendTag: string;
  readonly nowMs: number;
  readonly expiresAtMs: number;
  readonly nextSendMs: number;
  /** The end of the address's window, when its budget is whole again. */
  readonly windowEndMs: number;
  readonly ttlSeconds: number;
  /** The sends that this kind of caller may use up. */
  readonly budget: number;
  /** Whether nobody vouches for whoever wants the code. */
  readonly stranger: boolean;
  /** Whether the caller must not learn that mail to the address bounces: then it is answered as if it were sent. */
  readonly discreet: boolean;
  readonly attempts: number;
}

export type OpenOutcome =
  /** This request's code stands in the store, and nobody else will mail it. */
  | { readonly kind: "opened"; readonly expiresAtMs: number; readonly nextSendMs: number }
  /** Somebody opened the same challenge before: answer the same, and mail nothing. */
  | { readonly kind: "repeated"; readonly expiresAtMs: number; readonly nextSendMs: number }
  /** Opened for a discreet caller, but the address is undeliverable: answer as if it were sent, and mail nothing. */
  | { readonly kind: "withheld"; readonly expiresAtMs: number; readonly nextSendMs: number }
  | { readonly kind: "undeliverable"; readonly untilMs: number }
  | { readonly kind: "coolingDown"; readonly untilMs: number }
  | { readonly kind: "overBudget"; readonly untilMs: number }
  /** Only for a resend: the challenge is past its expiry, and is not revived. */
  | { readonly kind: "expired" }
  /** Only for a resend: the challenge was redeemed, wiped, or holds as many codes as it can. */
  | { readonly kind: "closed" };

/** One attempt at a challenge. */
export interface JudgeRequest {
  readonly address: string;
  readonly challenge: string;
  /** The MAC of the code that was typed. */
  readonly code: string;
  /** Names this attempt, so that its repetition is known. Another code makes it another attempt. */
  readonly attempt: string;
  /** The attempts that the challenge was opened with. */
  readonly attempts: number;
  readonly nowMs: number;
}

export type Verdict =
  /** `nextSendMs`: how long the last send cools down. Left out when the verdict was given before. */
  | { readonly kind: "right"; readonly atMs: number; readonly nextSendMs?: number }
  | { readonly kind: "wrong"; readonly attemptsLeft: number }
  | { readonly kind: "expired" }
  | { readonly kind: "closed" };

/** How long a repeated attempt is answered with the verdict of the first. */
export const replayMs = 5 * 60_000;

/** Codes that one challenge can hold, so that its item stays small. */
export const maxCodes = 10;

/** Decides a send: what to answer, and the item after it. The item is unchanged unless the outcome is a new code. */
export function open(
  item: AddressItem | undefined,
  request: OpenRequest,
): { readonly outcome: OpenOutcome; readonly item: AddressItem | undefined } {
  const known = item?.challenges[request.challenge];
  const refusal = item && refuseSend(item, known, request);
  if (refusal !== undefined) return { outcome: refusal, item };
  // The item outlives every code in it, so a genuine challenge without one is past its time.
  if (request.resend && item === undefined) return { outcome: { kind: "expired" }, item };
  const { expiresAtMs, nextSendMs, ttlSeconds, sendTag } = request;
  const sends = (known?.sends ?? 0) + 1;
  const challenge: Challenge = {
    attemptsLeft: request.attempts,
    ...known,
    codes: withEntry(known?.codes, request.code, sends),
    sends,
    expiresAtMs,
    sendTag,
  };
  return {
    outcome: { kind: openedKind(item, request), expiresAtMs, nextSendMs },
    item: {
      ...item,
      sends: (item?.sends ?? 0) + 1,
      ...nextSends(item, request.stranger, nextSendMs),
      ttlSeconds,
      challenges: withEntry(item?.challenges, request.challenge, challenge),
    },
  };
}

/** Judges an attempt and consumes it, whatever the verdict. */
export function judge(
  item: AddressItem | undefined,
  request: JudgeRequest,
): { readonly verdict: Verdict; readonly item: AddressItem | undefined } {
  if (item === undefined) return { verdict: { kind: "expired" }, item };
  const known = item.challenges[request.challenge];
  if (known === undefined) return { verdict: { kind: "closed" }, item };
  if (known.judged?.attempt === request.attempt) return { verdict: repeat(item, known, request.nowMs), item };
  if (known.codes === undefined || !mayBeJudged(known)) return { verdict: { kind: "closed" }, item };
  const right = known.codes[request.code] ?? 0;
  const judged = { attempt: request.attempt, right, atMs: request.nowMs };
  const after: Challenge = { ...known, attemptsLeft: known.attemptsLeft - 1, judged };
  const { codes: _wiped, ...spent } = after;
  return {
    verdict: verdictOf(item, after, judged, request.nowMs),
    item: {
      ...item,
      sends: item.sends - right,
      challenges: withEntry(item.challenges, request.challenge, mayBeJudged(after) ? after : spent),
    },
  };
}

/** A challenge takes attempts until one was right or none is left, also where its wipe is still to come. */
export function mayBeJudged(challenge: Challenge): boolean {
  return challenge.attemptsLeft > 0 && !challenge.judged?.right;
}

function repeat(item: AddressItem, challenge: Challenge, nowMs: number): Verdict {
  const { judged } = challenge;
  return judged !== undefined && nowMs < judged.atMs + replayMs
    ? verdictOf(item, challenge, judged, nowMs)
    : { kind: "closed" };
}

function verdictOf(item: AddressItem, challenge: Challenge, judged: Judged, nowMs: number): Verdict {
  const { atMs, right } = judged;
  if (atMs >= challenge.expiresAtMs) return { kind: "expired" };
  if (right > 0)
    return { kind: "right", atMs, ...(atMs === nowMs ? { nextSendMs: lastNextSend(item) } : {}) };
  return { kind: "wrong", attemptsLeft: challenge.attemptsLeft };
}
