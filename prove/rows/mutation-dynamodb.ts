import fc from "fast-check";
import { histories } from "../../test/support/store-histories.ts";
import { allExpressions } from "../mutation/all-writes.ts";
import { equivalentExpressions, excuses } from "../mutation/equivalent-expressions.ts";
import { expressionMutants } from "../mutation/expression-mutants.ts";
import { scenarios } from "../mutation/scenarios.ts";
import { openTrials, type Trial } from "../mutation/trials.ts";
import { type Change, createWire } from "../mutation/wire.ts";
import { writtenHistories } from "../mutation/written-histories.ts";
import type { Row } from "../row.ts";
import { createRandom, seedOf } from "../support/random.ts";
import { openTable } from "../support/table.ts";

/**
 * Whether the differential histories, and a few scenarios that no history comes to, see a mistake in any write of the
 * DynamoDB store: its expressions are changed on their way to the table.
 */
export const mutationDynamodb: Row = {
  name: "mutation-dynamodb",
  invariant:
    "a mistake in any write to DynamoDB is noticed, in its condition or its update: challenges, marks, leases",
  method:
    "each with one operator swapped, or one part left out; memory says what is right; quick: some of them, drawn by the seed; what cannot be told apart is listed with the reason",
  unit: "mutant",
  // In full as many as there are.
  trials: { quick: 100, full: 0 },
  async run({ trials: most, seed, quick, progress }) {
    const wire = createWire();
    const table = await openTable(wire.around);
    const drawn = fc.sample(histories, { numRuns: quick ? 60 : 400, seed });
    const { trials, wrong } = await openTrials(table, wire, scenarios, [...writtenHistories, ...drawn]);
    const sent = new Set(trials.flatMap(({ sends }) => [...sends]));
    const unsent = [...allExpressions.difference(sent)].map((expression) => `nothing sends ${expression}`);
    const all = mutantsOf(sent);
    const violations = [...wrong, ...unsent];
    const found = { noticed: 0, "cannot be told apart": 0, "not noticed": 0 };
    let firstAsked = trials;
    for (const change of quick ? some(all, most, seed) : all) {
      wire.change = change;
      const noticedBy = await firstWrong(firstAsked, change);
      // What has seen one mistake often sees the next one as well.
      if (noticedBy) firstAsked = [noticedBy, ...firstAsked.filter((trial) => trial !== noticedBy)];
      const excuse = equivalentExpressions.find((each) => excuses(each, change));
      if (noticedBy && excuse)
        violations.push(`noticed after all: ${sentence(change)}, by ${noticedBy.name}`);
      if (!noticedBy && !excuse) violations.push(`nothing notices ${sentence(change)}`);
      if (!noticedBy && !excuse) progress(violations.at(-1) ?? "");
      found[noticedBy ? "noticed" : excuse ? "cannot be told apart" : "not noticed"]++;
    }
    wire.change = undefined;
    await table.close();
    const tried = found.noticed + found["cannot be told apart"] + found["not noticed"];
    return {
      trials: tried,
      violations: [...violations, ...stale(all)],
      facts: { ...found, mutants: all.length, trials: trials.length },
    };
  },
};

function mutantsOf(expressions: ReadonlySet<string>): readonly Change[] {
  return [...expressions]
    .filter((from) => !isLongList(from))
    .flatMap((from) => expressionMutants(from).map((to) => ({ from, to })));
}

/** Of an expression that names as many challenges as there are, two say it all. */
function isLongList(expression: string): boolean {
  return expression.includes("#c2");
}

function some(all: readonly Change[], count: number, seed: number): readonly Change[] {
  const random = createRandom(seedOf(seed, 0));
  const left = [...all];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(random.below(left.length), 1),
  ).flat();
}

async function firstWrong(trials: readonly Trial[], { from }: Change): Promise<Trial | undefined> {
  for (const trial of trials) if (trial.sends.has(from) && !(await trial.isRight())) return trial;
  return undefined;
}

/** An excuse for what there is no more hides the next one like it. */
function stale(all: readonly Change[]): readonly string[] {
  return equivalentExpressions
    .filter((each) => !all.some((change) => excuses(each, change)))
    .map(({ piece, becomes }) => `${piece} => ${becomes} needs no excuse`);
}

function sentence({ from, to }: Change): string {
  return `${to === "" ? "nothing" : to} in place of ${from}`;
}
