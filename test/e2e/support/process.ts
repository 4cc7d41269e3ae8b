import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** `nopass` as a process of its own, which is killed when it is disposed of. */
export interface NoPassProcess extends Disposable {
  /** All that it printed so far, on both streams. */
  readonly output: string;
  /** Waits until something is printed, and returns what the pattern caught. A process that ends before fails the test. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves to its exit code, or to the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

const cli = join(import.meta.dirname, "../../../src/cli.ts");

/** Runs a command with these settings and no others. */
export function runNoPass(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd = process.cwd(),
): NoPassProcess {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [cli, ...args], { cwd, env: { PATH, ...env } });
  const ended = endOf(child);
  const waiting = new Set<() => void>();
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const look of waiting) look();
    });

  function printed(pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = () => {
      const caught = pattern.exec(output);
      if (caught === null) return;
      waiting.delete(look);
      resolve(caught);
    };
    waiting.add(look);
    look();
    ended.then((code) => reject(new Error(`it ended with ${code} and never printed ${pattern}:\n${output}`)));
    return promise;
  }

  return {
    get output() {
      return output;
    },
    printed,
    ended,
    kill: (signal) => void child.kill(signal),
    [Symbol.dispose]: () => void child.kill("SIGKILL"),
  };
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = await once(child, "close");
  return code ?? signal;
}

/** The port that a service says it listens on, in its log. */
export async function portOf(service: NoPassProcess): Promise<number> {
  const [, port] = await service.printed(/"event":"started","port":(\d+)/);
  return Number(port);
}
