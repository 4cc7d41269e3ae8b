import { setTimeout as sleep } from "node:timers/promises";
import { notOffered } from "../../clients/node/conformance/protocol.ts";
import type { Case, Step } from "./cases.ts";
import type { Executor } from "./executor.ts";
import { differences } from "./matching.ts";
import { type Found, type Play, playCall } from "./play-call.ts";
import { startConformanceServer } from "./server.ts";
import { substitute } from "./variables.ts";

/** How a case went. `not offered`: the package has nothing for what the case is about. */
export type Verdict =
  | { readonly kind: "passed" }
  | { readonly kind: "not offered" }
  | { readonly kind: "failed"; readonly why: string };

/** Runs one case against one executor, with a service of its own. */
export async function runCase(executor: Executor, { setup, steps }: Case): Promise<Verdict> {
  const server = await startConformanceServer(setup);
  const { url } = server;
  const variables = new Map<string, unknown>([["issuer", url]]);
  const play = { server, executor, variables };
  try {
    await openClient(play, setup.client ?? {});
    for (const [i, step] of steps.entries()) {
      const found = await perform(play, step);
      if (found === notOffered) return { kind: "not offered" };
      if (found.length > 0) return { kind: "failed", why: `step ${i + 1}, ${step.do}: ${found.join("; ")}` };
    }
    return { kind: "passed" };
  } finally {
    await server.stop();
  }
}

async function perform(play: Play, step: Step): Promise<Found> {
  const { server, variables } = play;
  switch (step.do) {
    case "client":
      await openClient(play, step);
      return [];
    case "close":
      return closeClient(play);
    case "sendCode":
    case "verifyCode":
    case "verifyReceipt":
      return playCall(play, step);
    case "makeReceipt":
      variables.set(step.save, server.makeReceipt(substitute(step.with, variables)));
      return [];
    case "advance":
      server.advance(step.ms);
      return [];
    case "wait":
      await sleep(step.ms);
      return [];
    case "server":
      await server.tell(step);
      return [];
    case "mails":
      return [
        ...differences(step.were, server.mails.length, 0, "mails"),
        ...(step.lastTo === undefined
          ? []
          : differences(step.lastTo, server.mails.at(-1)?.to, 0, "the last one")),
      ];
    case "calls":
      return differences(step.were, server.takeCalls(), 0, "calls");
    case "keyFetches":
      return differences(step.were, server.keyFetches, 0, "fetches of the keys");
  }
}

async function closeClient({ executor }: Play): Promise<Found> {
  const answer = await executor.ask({ do: "close" });
  if (!("error" in answer)) return [];
  return answer.error.reason === notOffered ? notOffered : [`was not closed: ${answer.error.reason}`];
}

/** Gives the executor a new client; the server of each case has a port of its own. */
async function openClient(
  { server, executor }: Play,
  { key = "secret", timeoutMs = 3000, maxRetries = 2 }: NonNullable<Case["setup"]["client"]>,
): Promise<void> {
  const options = { timeoutMs, maxRetries };
  const answer = await executor.ask({ do: "client", url: server.url, apiKey: server.keys[key], options });
  if ("error" in answer) throw new Error(`it made no client: ${JSON.stringify(answer.error)}`);
}
