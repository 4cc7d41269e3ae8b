import type { Case } from "./cases.ts";
import { type Executor, startExecutor, ToolchainMissing } from "./executor.ts";
import type { Language } from "./languages.ts";
import type { Outcome } from "./report.ts";
import { runCase, type Verdict } from "./run-case.ts";

/** Runs cases in one language, one after the other. A program that ends is started again for the next case. */
export async function runLanguage({ name, path }: Language, cases: readonly Case[]): Promise<Outcome> {
  const startedAt = performance.now();
  const tookMs = () => performance.now() - startedAt;
  const verdicts = new Map<string, Verdict>();
  let executor = startExecutor(path);
  try {
    for (const each of cases) {
      if (!executor.isRunning) executor = startExecutor(path);
      verdicts.set(each.name, await judge(executor, each));
    }
    const code = await executor.end();
    const why = `it ended with ${code}, and not with 0`;
    verdicts.set(
      "The program ends with its input",
      code === 0 ? { kind: "passed" } : { kind: "failed", why },
    );
    return { language: name, verdicts, tookMs: tookMs() };
  } catch (error) {
    if (!(error instanceof ToolchainMissing)) throw error;
    return { language: name, verdicts, skipped: error.message, tookMs: tookMs() };
  }
}

async function judge(executor: Executor, each: Case): Promise<Verdict> {
  try {
    return await runCase(executor, each);
  } catch (error) {
    if (error instanceof ToolchainMissing) throw error;
    // What it still answers would be taken for the answer to something else.
    await executor.end();
    return { kind: "failed", why: (error as Error).message };
  }
}
