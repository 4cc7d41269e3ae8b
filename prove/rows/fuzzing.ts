import { growCorpus, readCorpus } from "../fuzz/corpus.ts";
import { fuzz } from "../fuzz/fuzz.ts";
import type { FuzzTarget } from "../fuzz/target.ts";
import { targets } from "../fuzz/targets.ts";
import type { Row } from "../row.ts";

/** A row for each class of parsers of outside bytes. A full run adds what it found to the corpus. */
export const fuzzing: readonly Row[] = targets.map(rowOf);

function rowOf(target: FuzzTarget): Row {
  return {
    name: `fuzz-${target.name}`,
    invariant: target.invariant,
    method: "inputs by grammar, and mutations of those that reached new code or outcomes, over a kept corpus",
    unit: "input",
    trials: target.trials,
    part: 500_000,
    run: (options) => fuzz(target, readCorpus(target.name), options),
    keep(found, quick) {
      if (!quick) growCorpus(target.name, found);
    },
  };
}
