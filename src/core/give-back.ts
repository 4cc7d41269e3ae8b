import { type AddressItem, type Challenge, mayBeJudged, type OpenRequest } from "./challenge.ts";
import { nextSends } from "./next-send.ts";

/** Undoes a send whose code nobody received. */
export function giveBack(item: AddressItem | undefined, request: OpenRequest): AddressItem | undefined {
  const known = item?.challenges[request.challenge];
  if (item === undefined || known === undefined || !mayBeGivenBack(known, request.code)) return item;
  const { [request.challenge]: _given, ...others } = item.challenges;
  const { [request.code]: _unsent, ...codes } = known.codes ?? {};
  const remaining = { ...known, codes, sends: known.sends - 1, sendTag: "" };
  return {
    ...item,
    sends: item.sends - 1,
    ...nextSends(item, request.stranger, request.nowMs),
    challenges: known.sends > 1 ? { ...others, [request.challenge]: remaining } : others,
  };
}

/**
 * Only the newest send: redeeming a later code gives the earlier sends back, and would give this one back twice. And
 * not a whole challenge that was guessed at, or its guesses would be free.
 */
function mayBeGivenBack(challenge: Challenge, code: string): boolean {
  const newest = challenge.codes?.[code] === challenge.sends;
  return newest && mayBeJudged(challenge) && (challenge.sends > 1 || challenge.judged === undefined);
}
