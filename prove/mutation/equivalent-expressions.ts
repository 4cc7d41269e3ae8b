import type { Change } from "./wire.ts";

/** A change of an expression that nothing can be told apart by. */
export interface EquivalentExpression {
  /** A piece of the expression, and what stands in its place. */
  readonly piece: string;
  readonly becomes: string;
  readonly why: string;
}

/** The row fails if one of them is noticed after all, or stands nowhere any more. */
export const equivalentExpressions: readonly EquivalentExpression[] = [
  ...["#c.l", "#c.r"].flatMap((next) =>
    ["", "attribute_exists(#c) AND "].map((becomes) => ({
      piece: `attribute_exists(#c.m) AND ${next}`,
      becomes: becomes + next,
      why: "Codes are wiped only from a challenge that takes no more attempts, which the rest of the condition says too.",
    })),
  ),
  {
    piece: "(attribute_not_exists(#c.a) OR #c.a <> :attempt)",
    becomes: "#c.a <> :attempt",
    why: "A name that is not there differs from every other; the other half says so to the reader.",
  },
  ...["#c.s >= :one AND ", ""].map((becomes) => ({
    piece: "#c.s > :one AND ",
    becomes,
    why: "A challenge with one send comes here only if it was guessed at, and the core has refused that one before.",
  })),
  {
    piece: "b < :until",
    becomes: "b <= :until",
    why: "Who sets the same time again changes nothing: the time of the item is kept as well.",
  },
  {
    piece: "attribute_exists(#c)",
    becomes: "",
    why: "Without the challenge there is nothing to remove codes from, and the write is refused for that.",
  },
];

/** Whether an excuse is one for this change. */
export function excuses({ piece, becomes }: EquivalentExpression, { from, to }: Change): boolean {
  return from.includes(piece) && from.replace(piece, () => becomes) === to;
}
