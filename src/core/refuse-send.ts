import {
  type AddressItem,
  type Challenge,
  maxCodes,
  mayBeJudged,
  type OpenOutcome,
  type OpenRequest,
} from "./challenge.ts";
import { nextSendOf } from "./next-send.ts";

/** Why a send is refused, or how it is answered because it was made before; undefined if it may be made. */
export function refuseSend(
  item: AddressItem,
  known: Challenge | undefined,
  request: OpenRequest,
): OpenOutcome | undefined {
  if (known !== undefined && (!request.resend || known.sendTag === request.sendTag)) {
    // Our own code in the store means that an earlier try of this very request was written and its answer lost; unless
    // the challenge is over, and only its wipe still to come.
    const ours = mayBeJudged(known) && known.codes?.[request.code] !== undefined;
    const kind = ours ? openedKind(item, request) : "repeated";
    return { kind, expiresAtMs: known.expiresAtMs, nextSendMs: nextSendOf(item, request) };
  }
  if (request.resend) {
    if (known?.codes === undefined || !mayBeJudged(known) || known.sends >= maxCodes)
      return { kind: "closed" };
    if (known.expiresAtMs <= request.nowMs) return { kind: "expired" };
  }
  if (!request.discreet && isUndeliverable(item, request.nowMs))
    return { kind: "undeliverable", untilMs: item.undeliverableUntilMs ?? 0 };
  if (item.sends >= request.budget) return { kind: "overBudget", untilMs: request.windowEndMs };
  const untilMs = nextSendOf(item, request);
  if (untilMs > request.nowMs) return { kind: "coolingDown", untilMs };
  return undefined;
}

/** What a send that is made is answered with: to an undeliverable address none goes out. */
export function openedKind(item: AddressItem | undefined, { nowMs }: OpenRequest): "opened" | "withheld" {
  return item !== undefined && isUndeliverable(item, nowMs) ? "withheld" : "opened";
}

function isUndeliverable({ undeliverableUntilMs = 0 }: AddressItem, nowMs: number): boolean {
  return undeliverableUntilMs > nowMs;
}
