import { ToolchainMissing } from "../conformance/executor.ts";
import type { Outcome } from "../conformance/report.ts";
import type { Verdict } from "../conformance/run-case.ts";
import { twoAtATime } from "../conformance/two-at-a-time.ts";
import { type Example, examples } from "./readme.ts";
import { startService } from "./service.ts";
import { tryExample } from "./try-example.ts";

/** Tries the packages of these languages, two at a time, against one service. */
export async function runPackages(wanted?: readonly string[]): Promise<readonly Outcome[]> {
  const service = await startService();

  async function outcomeOf(example: Example): Promise<Outcome> {
    const startedAt = performance.now();
    const outcome = (verdict?: Verdict, skipped?: string): Outcome => ({
      language: example.name,
      verdicts: new Map(verdict && [["The program of the README runs with the installed package", verdict]]),
      ...(skipped === undefined ? {} : { skipped }),
      tookMs: performance.now() - startedAt,
    });
    try {
      await tryExample(example, service);
      return outcome({ kind: "passed" });
    } catch (error) {
      const why = (error as Error).message;
      return error instanceof ToolchainMissing ? outcome(undefined, why) : outcome({ kind: "failed", why });
    }
  }

  // One client's programs one after the other, as they are built in the same folder.
  const wantedOnes = examples.filter(({ name }) => wanted?.includes(name) ?? true);
  const byClient = [...Map.groupBy(wantedOnes, ({ client }) => client).values()];
  try {
    return await twoAtATime(byClient, async (own) => {
      const outcomes: Outcome[] = [];
      for (const example of own) outcomes.push(await outcomeOf(example));
      return outcomes;
    });
  } finally {
    await service.stop();
  }
}
