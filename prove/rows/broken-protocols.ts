import { explore } from "../model/explore.ts";
import type { Rule } from "../model/invariants.ts";
import { deleteReturning, equalsThenWipe, queryThenDelete } from "../model/protocol.ts";
import { scenarios } from "../model/scenarios.ts";
import type { Row } from "../row.ts";

/** Whether the model can see anything: what other systems do has to fail in it, by the rules that it is known to break. */
export const brokenProtocols: Row = {
  name: "broken-protocols",
  invariant: "the model finds what is wrong with three protocols that are used elsewhere",
  method: "the same exploration over query-then-delete, equals-then-wipe and delete-returning",
  unit: "rule to be broken",
  async run() {
    const missed = known.filter(
      ({ protocol, rule }) =>
        !scenarios(1).some((scenario) => explore(scenario, protocol, { only: rule }).violations.length > 0),
    );
    return {
      trials: known.length,
      violations: missed.map(({ protocol, rule }) => `${protocol.name} was not seen to break ${rule}`),
    };
  },
};

const known = [
  ...(["singleUse", "guessLimit", "wiped", "replay"] satisfies Rule[]).map((rule) => ({
    protocol: queryThenDelete,
    rule,
  })),
  ...(["guessLimit", "wiped", "replay"] satisfies Rule[]).map((rule) => ({ protocol: equalsThenWipe, rule })),
  { protocol: deleteReturning, rule: "replay" as const },
];
