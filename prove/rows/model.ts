import { explore } from "../model/explore.ts";
import { oneWrite } from "../model/protocol.ts";
import { scenarios } from "../model/scenarios.ts";
import type { Row } from "../row.ts";

/** Every order in which the writes of racing calls can happen, with everything that can go wrong between them. */
export const model: Row = {
  name: "model",
  invariant: "single use, guess limit, replay, budget and one mail per key, in every interleaving",
  method:
    "exhaustive model over the core's own functions: lost, late and doubled writes, kills, resend, give-back, rotation, expiry",
  unit: "step",
  async run({ quick, progress }) {
    const violations: string[] = [];
    let trials = 0;
    let worlds = 0;
    for (const scenario of scenarios(quick ? 2 : 4)) {
      const explored = explore(scenario, oneWrite);
      progress(`${scenario.name}: ${explored.worlds} worlds`);
      worlds += explored.worlds;
      trials += explored.steps;
      violations.push(...explored.violations);
    }
    return { trials, violations, facts: { worlds, faults: quick ? 2 : 4 } };
  },
};
