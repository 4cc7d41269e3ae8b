import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A change of one line, and whether a test noticed. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** The whole line as it stands in the file, without its indent. */
  readonly text: string;
  readonly original: string;
  readonly replacement: string;
  /** Whether a test failed by it, or did not end. */
  readonly killed: boolean;
  /** Whether it was the latter. */
  readonly timedOut: boolean;
}

/**
 * Has Stryker change the files, and run the tests that pass through each change.
 *
 * `mutate` are its patterns, with lines as in `src/core/challenge.ts:10-20`. Mutants that no program can be made of are
 * left out. `progress` hears every ten seconds how far it is.
 */
export async function runStryker(
  mutate: readonly string[],
  concurrency: number,
  progress: (line: string) => void,
): Promise<readonly Mutant[]> {
  const folder = await mkdtemp(join(tmpdir(), "nopass-mutation-"));
  try {
    const jsonReporter = { fileName: join(folder, "mutation.json") };
    const base = JSON.parse(await readFile("stryker.config.json", "utf8"));
    const config = join(folder, "stryker.config.json");
    await writeFile(config, JSON.stringify({ ...base, mutate, concurrency, jsonReporter }));
    await run(["run", config], progress);
    return mutantsOf(JSON.parse(await readFile(jsonReporter.fileName, "utf8")));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(arguments_: readonly string[], progress: (line: string) => void): Promise<void> {
  const command = createRequire(import.meta.url).resolve("@stryker-mutator/core/package.json");
  const program = join(command, "..", "bin", "stryker.js");
  const child = spawn(process.execPath, [program, ...arguments_], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4000);
      for (const [line] of text.matchAll(/^Mutation testing .*$/gm)) progress(line);
    });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("close", resolve).once("error", reject);
  if ((await promise) !== 0) throw new Error(`Stryker did not come to its end: ${said}`);
}

/** As much as is needed of its report (mutation-testing-report-schema). */
interface StrykerReport {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly StrykerMutant[] }>
  >;
}

interface StrykerMutant {
  readonly status: string;
  readonly replacement: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

function mutantsOf({ files }: StrykerReport): readonly Mutant[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants
      .filter(({ status }) => status in judged)
      .map(({ status, replacement, location: { start, end } }) => {
        const line = lines[start.line - 1] ?? "";
        const until = end.line === start.line ? end.column - 1 : line.length;
        return {
          file,
          line: start.line,
          text: line.trim(),
          original: line.slice(start.column - 1, until),
          replacement,
          killed: judged[status as keyof typeof judged],
          timedOut: status === "Timeout",
        };
      });
  });
}

const judged = { Killed: true, Timeout: true, Survived: false, NoCoverage: false } as const;
