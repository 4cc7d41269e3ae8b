import { createInterface } from "node:readline";
import { type Answer, type Command, notOffered, type Refusal, type Result } from "./protocol.ts";

/** What an executor can do. What a command gives is the `ok` of its answer, and what it throws the `error`. */
export type Abilities = {
  readonly [Name in Command["do"]]?: (command: Extract<Command, { readonly do: Name }>) => Promise<object>;
};

/** Answers each line of standard input with one line, until the input ends. */
export async function serveLines(abilities: Abilities): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const command: Command = JSON.parse(line);
    const answer: Answer = { id: command.id, ...(await resultOf(abilities, command)) };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

async function resultOf(abilities: Abilities, command: Command): Promise<Result> {
  const ability = abilities[command.do] as ((command: Command) => Promise<object>) | undefined;
  if (ability === undefined) return { error: toRefusal({ reason: notOffered }) };
  try {
    return { ok: await ability(command) };
  } catch (error) {
    const refusal = toRefusal(error as Partial<Refusal>);
    if (refusal.reason === fault) console.error(error);
    return { error: refusal };
  }
}

/** Reads NoPassError and ReceiptError, of whichever package. Whatever else was thrown is nobody's refusal. */
function toRefusal(error: Partial<Refusal>): Refusal {
  const {
    reason = fault,
    retryAfterMs = null,
    attemptsLeft = null,
    challengeId = null,
    violations = [],
  } = error;
  return { reason, retryAfterMs, attemptsLeft, challengeId, violations };
}

const fault = "FAULT";
