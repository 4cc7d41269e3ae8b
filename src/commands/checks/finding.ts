/** What a check found out. */
export interface Finding {
  /** `ok`: nothing to do. `warning`: it runs, but not as it should. `error`: it will not work. */
  readonly level: "ok" | "warning" | "error";
  /** What was looked at, in a word or two. */
  readonly subject: string;
  /** What is so and, unless it is well, what to do about it. */
  readonly text: string;
}

export function ok(subject: string, text: string): Finding {
  return { level: "ok", subject, text };
}

export function warning(subject: string, text: string): Finding {
  return { level: "warning", subject, text };
}

export function problem(subject: string, text: string): Finding {
  return { level: "error", subject, text };
}

/** The kind of an AWS error without its text, which may name people. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return "an unknown error";
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
