/** One promise of NoPass and one way to try to break it: a line of the table that `npm run prove` prints. */
export interface Row {
  /** Names the row on the command line: `npm run prove -- --row NAME`. */
  readonly name: string;
  /** What has to hold, as a sentence. */
  readonly invariant: string;
  /** How it is tried, in a few words. */
  readonly method: string;
  /** What one trial is: "race of 32 callers". */
  readonly unit: string;
  /** Trials in a quick run and in a full one. Where the row decides by itself how many there are: `undefined`. */
  readonly trials?: { readonly quick: number; readonly full: number };
  /**
   * Trials of which one process runs no more: the others are run by further processes, as many at once as there are
   * processors. It does not depend on the machine, so that a part can be run again elsewhere. Without it one process
   * runs them all.
   */
  readonly part?: number;
  /** Called once when all parts have run, with what they found worth keeping. */
  keep?(found: readonly string[], quick: boolean): void;
  run(options: RunOptions): Promise<Outcome>;
}

export interface RunOptions {
  /** The number of the first trial: those before it are run by others. */
  readonly first: number;
  readonly trials: number;
  /** The same seed makes the same trials. */
  readonly seed: number;
  readonly quick: boolean;
  /** Says how far the row is, for whoever waits. */
  progress(line: string): void;
}

/** What a row found. */
export interface Outcome {
  readonly trials: number;
  /** One sentence for each way in which the invariant was broken, with what is needed to see it again. */
  readonly violations: readonly string[];
  /** Other figures worth keeping: "states: 12345". Those of several parts are added up. */
  readonly facts?: Readonly<Record<string, number | string>>;
  /** Inputs that a later run should know. */
  readonly found?: readonly string[];
}

/** Enough to see what is wrong; a broken build would fill a disk. */
export const mostViolations = 20;
