import { fork } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";

/** A function as Lambda runs it: in a process of its own, with its own environment. */
export interface RunningFunction extends AsyncDisposable {
  /** From the start of the process until it takes events. */
  readonly startedMs: number;
  invoke(event: unknown): Promise<unknown>;
  /** What it has written to its log. */
  log(): string;
}

/** Loads the handler in `file` with nothing but `env`. */
export async function startFunction(file: string, env: Record<string, string>): Promise<RunningFunction> {
  const runtime = new URL("lambda-runtime.mjs", import.meta.url);
  const child = fork(runtime, [pathToFileURL(file).href], {
    env: { PATH: process.env.PATH, ...env },
    execArgv: [],
    silent: true,
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (log += chunk));
  const ended = once(child, "exit");
  const waiting = new Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>();
  let ids = 0;
  const started = Promise.withResolvers<number>();
  void ended.then(() => started.reject(new Error(`the function ended:\n${log}`)));
  child.on("message", (message: { startedMs?: number; id?: number; answer?: unknown; error?: string }) => {
    if (message.startedMs !== undefined) return started.resolve(message.startedMs);
    const caller = waiting.get(message.id ?? 0);
    if (message.error === undefined) caller?.resolve(message.answer);
    else caller?.reject(new Error(message.error));
  });
  return {
    startedMs: await started.promise,
    invoke(event) {
      const call = Promise.withResolvers<unknown>();
      waiting.set(++ids, call);
      child.send({ id: ids, event });
      return call.promise;
    },
    log: () => log,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
