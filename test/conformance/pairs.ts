import { notOffered, type Result } from "../../clients/node/conformance/protocol.ts";
import { type Asked, type Executor, startExecutor } from "./executor.ts";
import type { Language } from "./languages.ts";
import type { Outcome } from "./report.ts";
import type { Verdict } from "./run-case.ts";
import { startConformanceServer } from "./server.ts";

/** What every pair of languages does together: one sends the code, the other judges it, and the first checks the receipt. */
export async function runPairs(languages: readonly Language[]): Promise<readonly Outcome[]> {
  const executors = languages.map(({ name, path }) => ({ name, executor: startExecutor(path) }));
  const outcomes: Outcome[] = [];
  for (const sender of executors) {
    const startedAt = performance.now();
    const verdicts = new Map<string, Verdict>();
    for (const judge of executors)
      verdicts.set(
        `A code that ${sender.name} sends is judged by ${judge.name}`,
        await meet(sender.executor, judge.executor),
      );
    outcomes.push({ language: sender.name, verdicts, tookMs: performance.now() - startedAt });
  }
  await Promise.all(executors.map(({ executor }) => executor.end()));
  return outcomes;
}

async function meet(sender: Executor, judge: Executor): Promise<Verdict> {
  const server = await startConformanceServer({ codes: ["048151"] });
  const { url } = server;
  const apiKey = server.keys.secret;
  const client: Asked = { do: "client", url, apiKey, options: { timeoutMs: 3000, maxRetries: 0 } };
  try {
    for (const executor of [sender, judge]) okOf(await executor.ask(client));
    const { challengeId } = okOf(
      await sender.ask({ do: "sendCode", request: { email: "ada@bücher.example", nonce: "session-1" } }),
    );
    const verified = okOf(await judge.ask({ do: "verifyCode", request: { challengeId, code: "048 151" } }));
    if (verified.email !== "ada@xn--bcher-kva.example") throw new Error(`${verified.email} was proven`);
    const options = { issuer: url, audience: "acme", nonce: "session-1" };
    const checked = await sender.ask({ do: "verifyReceipt", receipt: verified.receipt, options });
    if ("error" in checked && checked.error.reason === notOffered) return { kind: "passed" };
    if (okOf(checked).email !== verified.email) throw new Error("the receipt is of another address");
    return { kind: "passed" };
  } catch (error) {
    return { kind: "failed", why: (error as Error).message };
  } finally {
    await server.stop();
  }
}

function okOf(answer: Result): { readonly [field in "challengeId" | "receipt" | "email"]: string } {
  if ("error" in answer) throw new Error(`was refused: ${JSON.stringify(answer.error)}`);
  return answer.ok as ReturnType<typeof okOf>;
}
