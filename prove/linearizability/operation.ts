import {
  type AddressItem,
  type JudgeRequest,
  judge,
  type OpenRequest,
  open,
} from "../../src/core/challenge.ts";
import { giveBack } from "../../src/core/give-back.ts";

/** A call of the store. */
export type Operation =
  | { readonly kind: "open"; readonly request: OpenRequest }
  | { readonly kind: "judge"; readonly request: JudgeRequest }
  | { readonly kind: "giveBack"; readonly request: OpenRequest };

/** A call as it was seen from outside. Times only order: they are positions in the history. */
export interface Observed {
  readonly operation: Operation;
  readonly calledAt: number;
  /** `Infinity` if no answer came: the call may take effect at any time later, or never. */
  readonly answeredAt: number;
  /** What was answered, as JSON. */
  readonly answer?: string;
}

/** What the call does and answers if nothing else happens at the same time. */
export function perform(
  item: AddressItem | undefined,
  operation: Operation,
): { readonly item: AddressItem | undefined; readonly answer: string } {
  switch (operation.kind) {
    case "open": {
      const { outcome, item: after } = open(item, operation.request);
      return { item: after, answer: JSON.stringify(outcome) };
    }
    case "judge": {
      const { verdict, item: after } = judge(item, operation.request);
      return { item: after, answer: JSON.stringify(verdict) };
    }
    case "giveBack":
      return { item: giveBack(item, operation.request), answer: "done" };
  }
}
