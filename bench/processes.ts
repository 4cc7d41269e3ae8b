import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";

/** A process of the measurement, on a processor of its own where there are enough. */
export interface Measured<T> extends AsyncDisposable {
  /** What it said when it was ready. */
  readonly ready: T;
  /** Its CPU time so far, in microseconds: that of the program and of the kernel on its behalf. */
  cpuMicros(): Promise<number>;
  /** Asks it something, and waits for its answer. */
  ask<A>(question: string): Promise<A>;
}

/** Processors: what is measured is alone on the second one; the rest share what remains. */
export const cores =
  availableParallelism() >= 4
    ? { measured: "1", canned: "2", load: "3" }
    : { measured: "1", canned: "0", load: "0" };

/** Starts a program of this folder, pinned to a processor; resolves when it has said that it is ready. */
export async function startPinned<T>(
  core: string,
  program: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Measured<T>> {
  const child = spawn("taskset", ["-c", core, process.execPath, new URL(program, import.meta.url).pathname], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { PATH: process.env.PATH, ...env },
  });
  const { ready } = await answerOf<{ ready: T }>(child);

  async function ask<A>(question: string): Promise<A> {
    child.send(question);
    return answerOf<A>(child);
  }

  return {
    ready,
    ask,
    async cpuMicros() {
      const { user, system } = await ask<NodeJS.CpuUsage>("usage");
      return user + system;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}

/** What a measured program does for those who measure it: says that it is ready, and answers what it is asked. */
export function serveMeasurer(ready: object, answers: Readonly<Record<string, () => unknown>> = {}): void {
  const all: Readonly<Record<string, () => unknown>> = { usage: () => process.cpuUsage(), ...answers };
  process.on("message", (question: string) => process.send?.(all[question]?.() ?? null));
  process.once("disconnect", () => process.exit());
  process.send?.({ ready });
}

async function answerOf<A>(child: ChildProcess): Promise<A> {
  const gone = new AbortController();
  const message = once(child, "message", { signal: gone.signal });
  const exit = once(child, "exit", { signal: gone.signal }).then(([code]) => {
    throw new Error(`a measured process ended with ${code}`);
  });
  try {
    const [answer] = (await Promise.race([message, exit])) as [A];
    return answer;
  } finally {
    gone.abort();
    message.catch(() => undefined);
    exit.catch(() => undefined);
  }
}
