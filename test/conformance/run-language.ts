import type { Case } from "./cases.ts";
import { type Executor, startExecutor, ToolchainMissing } from "./executor.ts";
import { openForgeryBench, type Showing } from "./forgeries.ts";
import type { Language } from "./languages.ts";
import type { Outcome } from "./report.ts";
import { runCase, type Verdict } from "./run-case.ts";

/**
 * Runs cases in one language, one after the other, and then shows it forged receipts. A program that ends is started
 * again for the next one.
 */
export async function runLanguage(
  { name, path }: Pick<Language, "name" | "path">,
  cases: readonly Case[],
  showings: readonly Showing[] = [],
): Promise<Outcome> {
  const startedAt = performance.now();
  const tookMs = () => performance.now() - startedAt;
  const verdicts = new Map<string, Verdict>();
  const bench = await openForgeryBench();
  const plays = [
    ...cases.map((each) => ({ name: each.name, play: () => runCase(executor, each) })),
    ...showings.map((each) => ({ name: each.name, play: () => bench.show(executor, each) })),
  ];
  let executor = startExecutor(path);
  try {
    for (const each of plays) {
      if (!executor.isRunning) executor = startExecutor(path);
      verdicts.set(each.name, await judge(executor, each.play));
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
  } finally {
    bench.close();
  }
}

async function judge(executor: Executor, play: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await play();
  } catch (error) {
    if (error instanceof ToolchainMissing) throw error;
    // What it still answers would be taken for the answer to something else.
    await executor.end();
    return { kind: "failed", why: (error as Error).message };
  }
}
