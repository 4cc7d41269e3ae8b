import { readFileSync } from "node:fs";

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from the environment and notes what is wrong instead of stopping at the first mistake.
 *
 * Every setting may also be read from the file named by `NAME_FILE`, so that no secret has to stand in the environment.
 */
export class EnvReader {
  readonly #env: Env;
  readonly #known = new Set<string>();
  readonly #problems: string[] = [];

  constructor(env: Env) {
    this.#env = env;
  }

  /** The value of a setting, or undefined. An empty value is none. */
  optional(name: string): string | undefined {
    this.#known.add(name).add(`${name}_FILE`);
    const value = this.#env[name] || undefined;
    const file = this.#env[`${name}_FILE`] || undefined;
    if (file === undefined) return value;
    if (value !== undefined) this.problem(name, `is set, and so is ${name}_FILE: unset one of them`);
    return this.#read(`${name}_FILE`, file)?.trim() || undefined;
  }

  required(name: string, hint: string): string {
    const before = this.#problems.length;
    const value = this.optional(name);
    // A file that cannot be read is the mistake then, not that nothing is set.
    if (value === undefined && this.#problems.length === before) this.problem(name, `is not set: ${hint}`);
    return value ?? "";
  }

  /** A path, or undefined. It is not read from yet another file. */
  path(name: string): string | undefined {
    this.#known.add(name);
    return this.#env[name] || undefined;
  }

  /** The path of a file that can be read, or undefined. */
  readablePath(name: string): string | undefined {
    const path = this.path(name);
    if (path !== undefined) this.#read(name, path);
    return path;
  }

  integer(name: string, fallback: number, from: number, to: number): number {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    this.problem(name, `must be a whole number from ${from} to ${to}`);
    return fallback;
  }

  oneOf<const T extends string>(name: string, values: readonly T[], fallback: NoInfer<T>): T {
    const text = this.optional(name) ?? fallback;
    const value = values.find((each) => each === text);
    if (value === undefined) this.problem(name, `must be one of ${values.join(", ")}`);
    return value ?? fallback;
  }

  /** Notes a mistake. The text must not repeat the value, which may be a secret. */
  problem(name: string, text: string): void {
    this.#problems.push(`${name} ${text}`);
  }

  /** Throws one error that lists every mistake, names that begin like ours but are not among them. */
  finish(prefix: string, ignored: RegExp): void {
    for (const name of Object.keys(this.#env)) {
      if (!name.startsWith(prefix) || ignored.test(name) || this.#known.has(name)) continue;
      this.#problems.push(`${name} is not a setting: did you mean ${nearest(name, prefix, this.#known)}?`);
    }
    if (this.#problems.length > 0) throw new SettingsError(this.#problems);
  }

  #read(name: string, path: string): string | undefined {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "error";
      this.problem(name, `names a file that cannot be read (${code})`);
      return undefined;
    }
  }
}

/** What keeps the service from starting, all of it. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the service cannot start:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** The prefix counts for nothing: `NOPASS_PORT` is meant to be `PORT`. */
function nearest(name: string, prefix: string, known: ReadonlySet<string>): string {
  const bare = (text: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : text);
  const byDistance = [...known].map(
    (candidate) => [distance(bare(name), bare(candidate)), candidate] as const,
  );
  return byDistance.sort(([a], [b]) => a - b)[0]?.[1] ?? "";
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
