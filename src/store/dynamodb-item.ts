import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { AddressItem, Challenge } from "../core/challenge.ts";
import { withEntry } from "../core/with-entry.ts";

/** An item as DynamoDB answers it. */
export type Item = Record<string, AttributeValue>;

/** Reads an item of the table. Names are short because every byte of them is stored and billed. */
export function fromItem(item: Item): AddressItem {
  const challenges: Record<string, Challenge> = {};
  for (const name in item) {
    const map = item[name]?.M;
    if (map !== undefined) challenges[name] = toChallenge(map);
  }
  return {
    sends: number(item.n),
    nextSendMs: number(item.nx),
    nextStrangerSendMs: number(item.ns),
    ttlSeconds: number(item.ttl),
    ...(item.b === undefined ? {} : { undeliverableUntilMs: number(item.b) }),
    challenges,
  };
}

/** Writes a challenge that was just opened. */
export function newChallenge(challenge: {
  readonly code: string;
  readonly expiresAtMs: number;
  readonly attempts: number;
  readonly sendTag: string;
}): AttributeValue {
  return {
    M: {
      m: { M: withEntry(undefined, challenge.code, n(1)) },
      e: n(challenge.expiresAtMs),
      l: n(challenge.attempts),
      s: n(1),
      r: { S: challenge.sendTag },
    },
  };
}

/** A number as DynamoDB takes it. */
export function n(value: number): AttributeValue.NMember {
  return { N: String(value) };
}

function toChallenge(map: Item): Challenge {
  const { m, e, l, s, r, v, a, t } = map;
  return {
    ...(m?.M === undefined ? {} : { codes: toCodes(m.M) }),
    sends: number(s),
    expiresAtMs: number(e),
    attemptsLeft: number(l),
    sendTag: r?.S ?? "",
    ...(v === undefined ? {} : { judged: { attempt: a?.S ?? "", right: number(v), atMs: number(t) } }),
  };
}

function toCodes(map: Item): Record<string, number> {
  const codes: Record<string, number> = {};
  for (const mac in map) codes[mac] = number(map[mac]);
  return codes;
}

function number(value: AttributeValue | undefined): number {
  return Number(value?.N ?? 0);
}
