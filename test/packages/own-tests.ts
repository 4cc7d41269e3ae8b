import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../conformance/report.ts";
import type { Verdict } from "../conformance/run-case.ts";
import { twoAtATime } from "../conformance/two-at-a-time.ts";
import { clients } from "./readme.ts";

/** Runs the `test.sh` of every client that has one: those in TypeScript are tested by `npm test`. */
export function runOwnTests(): Promise<readonly Outcome[]> {
  const tested = readdirSync(clients).filter((client) => existsSync(join(clients, client, "test.sh")));
  return twoAtATime(tested, async (client) => [await runOwnTestsOf(client)]);
}

async function runOwnTestsOf(client: string): Promise<Outcome> {
  const startedAt = performance.now();
  const child = spawn(join(clients, client, "test.sh"), [], { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  const [code] = await once(child, "close");
  const outcome = { language: client, tookMs: performance.now() - startedAt };
  // POSIX shell, 2.8.2: a command is not there.
  if (code === 127) return { ...outcome, verdicts: new Map(), skipped: printed.trim() };
  const verdict: Verdict = code === 0 ? { kind: "passed" } : { kind: "failed", why: printed.trim() };
  return { ...outcome, verdicts: new Map([["The client's own checks and tests", verdict]]) };
}
