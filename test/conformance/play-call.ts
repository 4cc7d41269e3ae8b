import { z } from "zod";
import { notOffered, type Result } from "../../clients/node/conformance/protocol.ts";
import { type CallName, okAnswers, refusalAnswer } from "./answers.ts";
import type { Step } from "./cases.ts";
import type { Executor } from "./executor.ts";
import { differences } from "./matching.ts";
import type { ConformanceServer } from "./server.ts";
import { substitute, type Variables } from "./variables.ts";

/** A case that is being run. */
export interface Play {
  readonly server: ConformanceServer;
  readonly executor: Executor;
  readonly variables: Variables;
}

/** What is wrong: nothing, where it went as the case says. */
export type Found = readonly string[] | typeof notOffered;

type CallStep = Extract<Step, { do: CallName }>;

/** Makes one call, and says what is wrong with its outcome. */
export async function playCall(play: Play, step: CallStep): Promise<Found> {
  const startedAt = performance.now();
  const answer = await play.executor.ask(commandOf(play, step));
  const tookMs = performance.now() - startedAt;
  if ("error" in answer && answer.error.reason === notOffered) return notOffered;
  const { atLeastMs = 0, withinMs = 10_000 } = step;
  return [
    ...(step.refused === undefined ? accept(play, step, answer) : refuse(play, step.refused, answer)),
    ...(tookMs < atLeastMs ? [`took ${Math.round(tookMs)} ms, and not at least ${atLeastMs}`] : []),
    ...(tookMs > withinMs ? [`took ${Math.round(tookMs)} ms, and not at most ${withinMs}`] : []),
  ];
}

function commandOf({ server, variables }: Play, step: CallStep) {
  const given = substitute(step.with, variables);
  if (step.do === "verifyReceipt") {
    const { receipt, ...options } = { issuer: server.url, audience: "acme", ...given } as {
      readonly receipt: string;
      readonly issuer: string;
      readonly audience: string;
    };
    return { do: step.do, receipt, options };
  }
  const { timeoutMs, cancelAfterMs } = step;
  const limits = {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(cancelAfterMs === undefined ? {} : { cancelAfterMs }),
  };
  // What a request holds is the case's affair, and wrong in many of them.
  return { do: step.do, request: given as never, ...limits };
}

function accept({ server, variables }: Play, step: CallStep, answer: Result): readonly string[] {
  if ("error" in answer) return [`was refused: ${JSON.stringify(answer.error)}`];
  const parsed = okAnswers[step.do].safeParse(answer.ok);
  if (!parsed.success) return [`answered in the wrong form: ${z.prettifyError(parsed.error)}`];
  saveFields(step.save, parsed.data, variables);
  return differences(substitute(step.expect ?? {}, variables), parsed.data, server.nowMs(), "ok");
}

function refuse(
  { server, variables }: Play,
  { save, ...refused }: NonNullable<CallStep["refused"]>,
  answer: Result,
): readonly string[] {
  if ("ok" in answer) return [`succeeded: ${JSON.stringify(answer.ok)}`];
  const parsed = refusalAnswer.safeParse(answer.error);
  if (!parsed.success) return [`refused in the wrong form: ${z.prettifyError(parsed.error)}`];
  saveFields(save, parsed.data, variables);
  const expected = { ...nothingMore, ...substitute(refused, variables) };
  return differences(expected, parsed.data, server.nowMs(), "refusal");
}

const nothingMore = { retryAfterMs: null, attemptsLeft: null, challengeId: null, violations: [] };

function saveFields(
  save: Readonly<Record<string, string>> | undefined,
  from: Readonly<Record<string, unknown>>,
  variables: Variables,
): void {
  for (const [field, name] of Object.entries(save ?? {})) {
    if (from[field] === undefined) throw new Error(`there is no ${field} to save`);
    variables.set(name, from[field]);
  }
}
