import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { bareEnvironment } from "./scratch.ts";

/** A process of the measurement, on a processor of its own where there are enough. */
export interface Measured<T> extends AsyncDisposable {
  /** What it said when it was ready. */
  readonly ready: T;
  /** Its CPU time so far, in microseconds: that of the program and of the kernel on its behalf. */
  cpuMicros(): Promise<number>;
  /** Asks it something, in a word and perhaps some numbers, and waits for its answer. */
  ask<A>(question: string): Promise<A>;
}

/** Starts a program of this folder, pinned to a processor; resolves when it has said that it is ready. */
export async function startPinned<T>(
  core: string,
  program: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Measured<T>> {
  const path = new URL(program, import.meta.url).pathname;
  const child = spawn("taskset", ["-c", core, process.execPath, "--expose-gc", path], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // To profile what is measured: BENCH_NODE_OPTIONS="--cpu-prof".
    env: { ...bareEnvironment(), NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS, ...env },
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
export function serveMeasurer(
  ready: object,
  answers: Readonly<Record<string, (...numbers: readonly number[]) => unknown>> = {},
): void {
  const all: Readonly<Record<string, (...numbers: readonly number[]) => unknown>> = {
    usage: () => process.cpuUsage(),
    memory: settledMemory,
    ...answers,
  };
  process.on("message", async (question: string) => {
    const [name = "", ...numbers] = question.split(" ");
    process.send?.((await all[name]?.(...numbers.map(Number))) ?? null);
  });
  process.once("disconnect", () => process.exit());
  process.send?.({ ready });
}

/** Bytes that are in use once all rubbish was collected. */
async function settledMemory(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    gc?.();
    await sleep(100);
  }
  return process.memoryUsage().rss;
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
