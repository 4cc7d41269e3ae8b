import {
  type AddressItem,
  type JudgeRequest,
  judge,
  type OpenOutcome,
  type OpenRequest,
  open,
  type Verdict,
} from "../../src/core/challenge.ts";
import { giveBack } from "../../src/core/give-back.ts";

/** What one atomic write did, and what its sender is told. */
export interface Applied {
  readonly item: AddressItem | undefined;
  /** Whether a code was compared with those of a live challenge, and was right. */
  readonly compared?: boolean | undefined;
  /** The end of the call, or what the next write starts from. */
  readonly answer: { readonly verdict: Verdict } | { readonly next: unknown };
}

/** How attempts are judged: by one atomic write, or by several. */
export interface Protocol {
  readonly name: string;
  /** `carried` is `undefined` for the first write of a call. */
  judge(item: AddressItem | undefined, request: JudgeRequest, carried: unknown): Applied;
}

/** The protocol of NoPass: the very functions of the core. */
export const oneWrite: Protocol = {
  name: "one write",
  judge(item, request) {
    const after = judge(item, request);
    return {
      item: after.item,
      compared: after.item === item ? undefined : rightIn(item, request),
      answer: { verdict: after.verdict },
    };
  },
};

/** Reads, compares in the process, and then deletes: what the original did. */
export const queryThenDelete: Protocol = {
  name: "query, then delete",
  judge(item, request, carried) {
    if (carried !== undefined)
      return { item: without(item, request), answer: carried as { verdict: Verdict } };
    if (!isLive(item, request)) return { item, answer: { verdict: { kind: "closed" } } };
    const right = rightIn(item, request);
    return { item, compared: right, answer: { next: { verdict: verdictOf(right, request) } } };
  },
};

/** Deletes if the code is equal, and wipes in a second write if it was not. */
export const equalsThenWipe: Protocol = {
  name: "equals, then wipe",
  judge(item, request, carried) {
    if (carried !== undefined)
      return { item: without(item, request), answer: carried as { verdict: Verdict } };
    if (!isLive(item, request)) return { item, answer: { verdict: { kind: "closed" } } };
    const right = rightIn(item, request);
    return right
      ? { item: without(item, request), compared: true, answer: { verdict: verdictOf(true, request) } }
      : { item, compared: false, answer: { next: { verdict: verdictOf(false, request) } } };
  },
};

/** Deletes whatever is there, and compares what the delete returned: a lost answer is a lost code. */
export const deleteReturning: Protocol = {
  name: "delete returning the old item",
  judge(item, request) {
    if (!isLive(item, request)) return { item, answer: { verdict: { kind: "closed" } } };
    const right = rightIn(item, request);
    return { item: without(item, request), compared: right, answer: { verdict: verdictOf(right, request) } };
  },
};

/** The writes of SendCode, which all protocols share. */
export function applyOpen(
  item: AddressItem | undefined,
  request: OpenRequest,
): { readonly item: AddressItem | undefined; readonly outcome: OpenOutcome } {
  return open(item, request);
}

export { giveBack as applyGiveBack };

function isLive(item: AddressItem | undefined, { challenge, nowMs }: JudgeRequest): boolean {
  const known = item?.challenges[challenge];
  return known?.codes !== undefined && nowMs < known.expiresAtMs;
}

function rightIn(item: AddressItem | undefined, { challenge, code }: JudgeRequest): boolean {
  return item?.challenges[challenge]?.codes?.[code] !== undefined;
}

function verdictOf(right: boolean, { nowMs }: JudgeRequest): Verdict {
  return right ? { kind: "right", atMs: nowMs } : { kind: "wrong", attemptsLeft: 0 };
}

/** The challenge is gone; its sends are given back only if it was redeemed, as NoPass does. */
function without(item: AddressItem | undefined, request: JudgeRequest): AddressItem | undefined {
  if (item?.challenges[request.challenge] === undefined) return item;
  const { [request.challenge]: gone, ...challenges } = item.challenges;
  const back = rightIn(item, request) ? (gone?.sends ?? 0) : 0;
  return { ...item, sends: item.sends - back, challenges };
}
