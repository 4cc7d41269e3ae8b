import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createEnvironment } from "../../test/e2e/support/environment.ts";
import { freePort } from "../../test/support/free-port.ts";
import { cores } from "../cores.ts";
import { bareEnvironment } from "../scratch.ts";
import { type Spread, spreadOf } from "../statistics.ts";

/** Milliseconds from the start of a process to the first answer to a call, and the CPU time that went into it. */
export interface StartTime {
  readonly what: string;
  readonly ms: Spread;
}

const programs = [
  { what: "server, from its source", args: ["src/cli.ts", "serve"] },
  { what: "server, bundled", args: ["dist/nopass.js", "serve"] },
  { what: "Lambda function, bundled", args: ["bench/servers/lambda.ts"] },
] as const;

/** Starts each program several times in turn. */
export async function measureStart(
  rounds: number,
  told: (line: string) => void,
): Promise<readonly StartTime[]> {
  for (const words of [[], ["lambda"]]) execFileSync(process.execPath, ["scripts/build.ts", ...words]);
  if (!existsSync("dist/nopass.js")) execFileSync(process.execPath, ["scripts/build.ts"]);
  const times = programs.map((): number[] => []);
  for (let round = -1; round < rounds; round++)
    for (const [i, { args }] of programs.entries()) {
      const ms = await firstAnswer(args);
      if (round >= 0) times[i]?.push(ms);
    }
  return programs.map(({ what }, i) => {
    const ms = spreadOf(times[i] ?? []);
    told(`${what.padEnd(26)}${ms.median.toFixed(0)} ms (${ms.min.toFixed(0)}–${ms.max.toFixed(0)})`);
    return { what, ms };
  });
}

async function firstAnswer(args: readonly string[]): Promise<number> {
  const { settings, secretKey } = await createEnvironment({});
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn("taskset", ["-c", cores.measured, process.execPath, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...bareEnvironment(), AWS_REGION: "eu-central-1", ...settings, PORT: String(port) },
  });
  const exited = once(child, "exit");
  try {
    while (!(await answers(port, secretKey))) {
      if (child.exitCode !== null) throw new Error(`${args.join(" ")} ended with ${child.exitCode}`);
      await sleep(2);
    }
    return performance.now() - startedAt;
  } finally {
    child.kill("SIGKILL");
    await exited;
  }
}

/** Whether a code is sent. */
async function answers(port: number, secretKey: string): Promise<boolean> {
  const call = fetch(`http://127.0.0.1:${port}/nopass.v1.NoPassService/SendCode`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${secretKey}` },
    body: JSON.stringify({ email: "ada@example.com" }),
  });
  return call.then(
    async (response) => {
      if (response.status !== 200) throw new Error(`the first call was answered ${response.status}`);
      return true;
    },
    () => false,
  );
}
