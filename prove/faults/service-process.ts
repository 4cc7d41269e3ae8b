import { fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Probed } from "./probe.ts";

/** The real service as a process of its own: `nopass serve`. */
export interface ServiceProcess {
  readonly url: string;
  readonly port: number;
  /** Milliseconds from its start until it said that it listens. */
  readonly startMs: number;
  /** All that it printed, on both streams. */
  output(): string;
  /** What it printed where nothing is expected: warnings of Node, stacks of crashes. */
  errors(): string;
  probe(): Promise<Probed>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

const [cli, probe] = ["../../src/cli.ts", "probe.ts"].map((file) => join(import.meta.dirname, file)) as [
  string,
  string,
];

/** Starts it with these settings and no others, and waits until it listens. */
export async function startProcess(
  settings: Readonly<Record<string, string>>,
  execArgv: readonly string[] = [],
): Promise<ServiceProcess> {
  const startedAt = performance.now();
  const { PATH = "" } = process.env;
  const child = fork(cli, ["serve"], {
    execArgv: ["--import", probe, ...execArgv],
    // What was compiled once is not compiled again: thousands of them are started.
    env: { PATH, NODE_COMPILE_CACHE: join(tmpdir(), "nopass-prove-cache"), ...settings },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let [output, errors] = ["", ""];
  const listening = Promise.withResolvers<number>();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    const [, port] = /"event":"started","port":(\d+)/.exec(output.slice(0, 10_000)) ?? [];
    if (port !== undefined) listening.resolve(Number(port));
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  const early = ended.then((code) => {
    throw new Error(`the service ended with ${code} before it listened:\n${errors}`);
  });
  const port = await Promise.race([listening.promise, early]);
  early.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    startMs: performance.now() - startedAt,
    output: () => output,
    errors: () => errors,
    async probe() {
      const answer = once(child, "message");
      child.send("probe");
      return (await answer)[0] as Probed;
    },
    kill: (signal) => void child.kill(signal),
    ended,
  };
}
