import type { AddressItem } from "../../src/core/challenge.ts";
import { type Observed, perform } from "./operation.ts";

/**
 * Whether a history could have come about by its calls taking effect one after the other, each of them between its
 * call and its answer (Herlihy and Wing, 1990).
 *
 * A depth-first search for such an order, as Wing and Gong (1993) do it, which remembers by what calls it came to which
 * item (Lowe, 2017). Calls without an answer take effect at some time or never.
 */
export function isLinearizable(history: readonly Observed[]): boolean {
  const seen = new Set<string>();

  function search(waiting: readonly Observed[], item: AddressItem | undefined): boolean {
    if (waiting.every(({ answeredAt }) => answeredAt === Number.POSITIVE_INFINITY)) return true;
    const place = `${waiting.map((call) => history.indexOf(call))} ${canonical(item)}`;
    if (seen.has(place)) return false;
    seen.add(place);
    const firstAnswer = Math.min(...waiting.map(({ answeredAt }) => answeredAt));
    return waiting.some((call, i) => {
      if (call.calledAt > firstAnswer) return false;
      const after = perform(item, call.operation);
      if (call.answer !== undefined && call.answer !== after.answer) return false;
      return search(waiting.toSpliced(i, 1), after.item);
    });
  }

  return search(history, undefined);
}

/** Equal items give equal text, in whatever order their challenges and codes were written. */
function canonical(item: AddressItem | undefined): string {
  return (
    JSON.stringify(item, (_, value) =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ) ?? "nothing"
  );
}
