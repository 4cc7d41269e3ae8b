import { isDeepStrictEqual } from "node:util";
import { type AddressItem, mayBeJudged } from "../../src/core/challenge.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createMemoryItems } from "../../src/store/memory-items.ts";
import { createMemoryMarks } from "../../src/store/memory-marks.ts";
import { marksOn } from "../../test/support/local-marks.ts";
import { itemOf, storeOn } from "../../test/support/local-table.ts";
import { noon } from "../../test/support/noon.ts";
import { type History, play } from "../../test/support/store-histories.ts";
import type { ProofTable } from "../support/table.ts";
import type { Scenario } from "./scenarios.ts";
import { nothing, type Wire } from "./wire.ts";

/** Something that is done to the table, and whether what came of it is right. */
export interface Trial {
  readonly name: string;
  /** The expressions that it sends where nothing is changed: no other change can make a difference to it. */
  readonly sends: ReadonlySet<string>;
  isRight(): Promise<boolean>;
}

/** Plays each trial once where nothing is changed. Whatever is wrong even then is named. */
export async function openTrials(
  table: ProofTable,
  wire: Wire,
  scenarios: readonly Scenario[],
  histories: readonly History[],
): Promise<{ readonly trials: readonly Trial[]; readonly wrong: readonly string[] }> {
  let run = 0;
  const trials: Trial[] = [];
  const wrong: string[] = [];

  async function add(name: string, holds: (suffix: string) => Promise<boolean>): Promise<boolean> {
    const isRight = async () => {
      wire.before = nothing;
      return await holds(` in run ${run++}`).catch(() => false);
    };
    wire.seen.clear();
    const right = await isRight();
    if (right) trials.push({ name, sends: new Set(wire.seen), isRight });
    return right;
  }

  for (const { name, holds } of scenarios)
    if (!(await add(name, (suffix) => holds(table, wire, name + suffix))))
      wrong.push(`where nothing was changed, it is not so that ${name}`);
  for (const history of histories) {
    const expected = await inMemory(history);
    const name = JSON.stringify(history);
    const same = (losesWipes: boolean) => async (suffix: string) => {
      if (losesWipes) wire.before = async (update) => (update === "REMOVE #c.m" ? "lost" : undefined);
      const answers = await play(storeOn(table), marksOn(table), history, suffix);
      if (!isDeepStrictEqual(answers, expected.answers)) return false;
      for (const [i, name] of names.entries()) {
        const item = await itemOf(table, name + suffix);
        if (!isDeepStrictEqual(losesWipes ? wiped(item) : item, expected.items[i])) return false;
      }
      return true;
    };
    if (!(await add(name, same(false)))) wrong.push(`they differ where nothing was changed, on ${name}`);
    // As after a crash: until the wipe, the conditions alone keep a challenge closed. Codes that wait for their wipe make
    // an item larger, which is pruned earlier then: such a history is not played like that.
    await add(`${name}, without wipes`, same(true));
  }
  return { trials, wrong };
}

const names = ["ada", "grace"] as const;

/** What is right: the memory store says so. */
async function inMemory(history: History) {
  const items = createMemoryItems();
  const answers = await play(
    createMemoryStore(() => noon, items),
    createMemoryMarks(items),
    history,
    "",
  );
  return { answers, items: names.map((name) => items.get(name)) };
}

/** An item as it is when the writes that wipe codes have come. */
function wiped(item: AddressItem | undefined): AddressItem | undefined {
  if (item === undefined) return undefined;
  const challenges = Object.entries(item.challenges).map(([name, challenge]) => {
    const { codes: _codes, ...spent } = challenge;
    return [name, mayBeJudged(challenge) ? challenge : spent];
  });
  return { ...item, challenges: Object.fromEntries(challenges) };
}
