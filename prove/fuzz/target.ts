import type { Random } from "../support/random.ts";

/** A class of parsers of outside bytes, and what has to hold whatever they are given. */
export interface FuzzTarget {
  /** The row is called `fuzz-` and this, and the corpus is a file of this name. */
  readonly name: string;
  readonly invariant: string;
  readonly trials: { readonly quick: number; readonly full: number };
  /** Inputs to start from: what is right, and what is nearly right. Binary inputs have a character for each byte. */
  readonly seeds: readonly string[];
  /** What mutations put in, beside characters. */
  readonly words: readonly string[];
  /** An input made by the grammar. */
  generate(random: Random): string;
  /**
   * Gives an input to the parsers and says what came of it, in few words: an outcome that was not seen before makes an
   * input worth keeping. Throws where the invariant is broken; whatever else is thrown breaks it too.
   */
  judge(input: string): string | Promise<string>;
}

/** What came of an input: an outcome, or how it broke the invariant. */
export interface Judged {
  readonly is: string;
  readonly broken?: string;
}

/** Judges an input; at once, where the parsers of the class answer at once. */
export function judged(target: FuzzTarget, input: string): Judged | Promise<Judged> {
  try {
    const is = target.judge(input);
    return typeof is === "string" ? { is } : is.then((is) => ({ is }), broken);
  } catch (error) {
    return broken(error);
  }
}

function broken(error: unknown): Judged {
  return { is: "", broken: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

/** Refuses what is not as it has to be. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
