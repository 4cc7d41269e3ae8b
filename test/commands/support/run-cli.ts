import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const cli = fileURLToPath(new URL("../../../src/cli.ts", import.meta.url));

/** Runs `nopass` as a process of its own, with nothing in its environment but what the test states. */
export function runCli(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>();
  const child = spawn(process.execPath, [cli, ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  child.once("error", reject);
  child.once("close", (code) => resolve({ code, out, err }));
  return promise;
}
