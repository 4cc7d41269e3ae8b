import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type AddressItem, mayBeJudged } from "../../src/core/challenge.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import type { Emulator } from "../../test/support/emulator.ts";
import { marksOn } from "../../test/support/local-marks.ts";
import { itemOf, storeOn } from "../../test/support/local-table.ts";
import { noon } from "../../test/support/noon.ts";
import { type History, histories, play } from "../../test/support/store-histories.ts";
import { expressionMutants } from "../mutation/expression-mutants.ts";
import type { Row } from "../row.ts";
import { createRandom, seedOf } from "../support/random.ts";
import { openTable } from "../support/table.ts";

const parts = ["ConditionExpression", "UpdateExpression"] as const;

/**
 * Whether the differential histories see a mistake in the write that judges: it is changed on its way to the table.
 *
 * Each is played twice, the second time without the writes that wipe codes, as after a crash: until then the condition
 * alone keeps a challenge closed.
 */
export const mutationDynamodb: Row = {
  name: "mutation-dynamodb",
  invariant:
    "the histories notice every change of the write that compares and consumes an attempt in DynamoDB",
  method:
    "its condition and its update with one operator swapped, or one part left out; memory says what is right",
  unit: "mutant",
  trials: { quick: 100, full: 100 },
  async run({ trials, seed, quick, progress }) {
    const seen = new Set<string>();
    let change: readonly [from: string, to: string] = ["", ""];
    let losesWipes = false;
    const table = await openTable((emulator) =>
      changing(
        emulator,
        seen,
        () => change,
        () => losesWipes,
      ),
    );
    const store = storeOn(table);
    let run = 0;

    /** Codes that wait for their wipe make an item larger, which is pruned earlier then. */
    const onlyWiped = new Set<History>();

    async function notices(history: History): Promise<boolean> {
      losesWipes = false;
      if (await differs(history)) return true;
      losesWipes = true;
      return !onlyWiped.has(history) && differs(history);
    }

    async function differs(history: History): Promise<boolean> {
      const suffix = ` in run ${run++}`;
      const items = createMemoryItems();
      const inMemory = await play(
        createMemoryStore(() => noon, items),
        createMemoryMarks(items),
        history,
        suffix,
      );
      try {
        if (!isDeepStrictEqual(await play(store, marksOn(table), history, suffix), inMemory)) return true;
      } catch {
        return true;
      }
      for (const name of ["ada", "grace"]) {
        const item = await itemOf(table, name + suffix);
        if (!isDeepStrictEqual(losesWipes ? wiped(item) : item, items.get(name + suffix))) return true;
      }
      return false;
    }

    const drawn = [usedUp, ...fc.sample(histories, { numRuns: quick ? 150 : 1_500, seed })];
    const survivors: string[] = [];
    for (const history of drawn) {
      losesWipes = false;
      if (await differs(history))
        survivors.push(`they differ where nothing was changed, on ${JSON.stringify(history)}`);
      losesWipes = true;
      if (await differs(history)) onlyWiped.add(history);
    }
    const all = [...seen].flatMap((from) => expressionMutants(from).map((to) => [from, to] as const));
    const random = createRandom(seedOf(seed, 0));
    const chosen =
      all.length <= trials ? all : Array.from({ length: trials }, () => all[random.below(all.length)]);
    for (const mutant of chosen) {
      if (mutant === undefined || isEquivalent(mutant)) continue;
      change = mutant;
      if (!(await someOf(drawn, notices))) {
        survivors.push(`nothing notices ${mutant[1]} in place of ${mutant[0]}`);
        progress(survivors.at(-1) ?? "");
      }
    }
    change = ["", ""];
    await table.close();
    return { trials: chosen.length, violations: survivors, facts: { mutants: all.length, histories: run } };
  },
};

/** An item as it is when the writes that wipe codes have come. */
function wiped(item: AddressItem | undefined): AddressItem | undefined {
  if (item === undefined) return undefined;
  const challenges = Object.entries(item.challenges).map(([name, challenge]) => {
    const { codes: _codes, ...spent } = challenge;
    return [name, mayBeJudged(challenge) ? challenge : spent];
  });
  return { ...item, challenges: Object.fromEntries(challenges) };
}

const ada = { address: "ada", challenge: "c_1" } as const;
const sent = { ...ada, kind: "send", code: "mac 1", tag: "one", stranger: false, discreet: false } as const;

/** Two wrong guesses, which are all there are, and then the right code: chance draws that too seldom. */
const usedUp: History = {
  policy: { budget: 10, cooldownMs: 0 },
  attempts: { c_1: 2, c_2: 2, c_3: 2 },
  steps: [
    sent,
    { ...ada, kind: "attempt", code: "mac 2", attempt: "one" },
    { ...ada, kind: "attempt", code: "mac 3", attempt: "two" },
    { ...ada, kind: "attempt", code: "mac 1", attempt: "three" },
  ],
};

/**
 * Codes are wiped only from a challenge that takes no more attempts, which the rest of the condition says as well. It
 * stands there so that a challenge which is not there at all is refused by name.
 */
function isEquivalent([from, to]: readonly [from: string, to: string]): boolean {
  return from === `attribute_exists(#c.m) AND ${to}`;
}

async function someOf<T>(list: readonly T[], holds: (each: T) => Promise<boolean>): Promise<boolean> {
  for (const each of list) if (await holds(each)) return true;
  return false;
}

/** Notes the expressions that pass, and changes one of them. What is not named any more is left out of the call. */
function changing(
  emulator: Emulator,
  seen: Set<string>,
  change: () => readonly [from: string, to: string],
  losesWipes: () => boolean,
): Emulator {
  return {
    answer(call) {
      if (call.operation !== "UpdateItem") return emulator.answer(call);
      const body = JSON.parse(call.body);
      if (losesWipes() && body.UpdateExpression === "REMOVE #c.m")
        return Promise.resolve({ status: 200, body: "{}" });
      const [from, to] = change();
      const judges = String(body.UpdateExpression).includes("#c.a = :attempt");
      for (const part of parts) {
        if (judges && body[part]) seen.add(body[part]);
        if (body[part] === from) body[part] = to;
      }
      const text = parts.map((part) => body[part] ?? "").join(" ");
      for (const map of ["ExpressionAttributeNames", "ExpressionAttributeValues"]) {
        const used = Object.entries(body[map] ?? {}).filter(([name]) =>
          new RegExp(`${name}(?!\\w)`).test(text),
        );
        if (used.length > 0) body[map] = Object.fromEntries(used);
        else delete body[map];
      }
      return emulator.answer({ ...call, body: JSON.stringify(body) });
    },
  };
}
