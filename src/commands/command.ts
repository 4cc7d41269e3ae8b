/** What a command may use of the process it runs in. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results, for pipes. */
  out(text: string): void;
  /** Explanations, for people. */
  err(text: string): void;
  /** Asks the person for a line. */
  ask(question: string): Promise<string>;
}

/** One verb of `nopass`. Resolves to the exit code. */
export interface Command {
  /** How it is called, after `nopass`. */
  readonly usage: string;
  readonly summary: string;
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** The command line cannot be understood: the text says why, and the usage is shown. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
