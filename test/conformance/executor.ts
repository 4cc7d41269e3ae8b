import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command, Result } from "../../clients/node/conformance/protocol.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** A command before it has a number. */
export type Asked = WithoutId<Command>;

/** A program in some language that calls as it is asked. */
export interface Executor {
  ask(command: Asked): Promise<Result>;
  readonly isRunning: boolean;
  /** Ends its input. Resolves to its exit code, or to a signal where it had to be ended. */
  end(): Promise<number | NodeJS.Signals | null>;
}

/** The toolchain of a language is not there: its program has no interpreter or compiler (POSIX shell, 2.8.2). */
export class ToolchainMissing extends Error {
  override readonly name = "ToolchainMissing";
}

/** Starts the program, which may build itself before it answers for the first time. */
export function startExecutor(path: string, firstAnswerMs = 600_000, answerMs = 30_000): Executor {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` };
  const child = spawn(path, [], { env, stdio: ["pipe", "pipe", "pipe"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = endOf(child);
  let complaints = "";
  let asked = 0;
  // What it does not read is told by its end.
  child.stdin.on("error", () => {});
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-2000);
  });

  async function nextLine(waitMs: number): Promise<string> {
    const late = new AbortController();
    const line = await Promise.race([lines.next(), sleep(waitMs, undefined, { ...late, ref: false })]);
    late.abort();
    if (line === undefined) throw new Error(`it did not answer within ${waitMs} ms`);
    if (!line.done) return line.value;
    const code = await ended;
    if (code === 127 && asked === 1) throw new ToolchainMissing(complaints.trim());
    throw new Error(`it ended with ${code}: ${complaints.trim()}`);
  }

  return {
    async ask(command) {
      const id = ++asked;
      child.stdin.write(`${JSON.stringify({ id, ...command })}\n`);
      const line = await nextLine(id === 1 ? firstAnswerMs : answerMs);
      const answer = JSON.parse(line);
      if (answer?.id !== id) throw new Error(`it answered ${line} to command ${id}`);
      return answer;
    },
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    async end() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  try {
    const [code, signal] = await once(child, "close");
    return code ?? signal;
  } catch {
    // It could not be started at all: the file is not executable.
    return 126;
  }
}
