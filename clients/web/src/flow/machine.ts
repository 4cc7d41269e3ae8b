import type { Challenge, FlowState, Proof, Refusal } from "./state.ts";

/** What can happen. An `answer` to any call but the one under way comes too late, and changes nothing. */
export type FlowEvent =
  | { readonly type: "send"; readonly email: string }
  | { readonly type: "resend" | "restart" | "tick" }
  | { readonly type: "verify"; readonly code: string }
  | { readonly type: "answer"; readonly to: Call; readonly answer: Answer };

/** One try of a call: the effect of a flow. Its repetitions are new calls with the same `id`. */
export interface Call {
  readonly rpc: "SendCode" | "VerifyCode";

  /** The part of the request that the wish determines. */
  readonly body: { readonly email?: string; readonly challengeId?: string; readonly code?: string };

  /** The idempotency key or attempt id. */
  readonly id: string;

  readonly tries: number;

  /** When it is to be made: later than now for one that is repeated. */
  readonly dueAtMs: number;

  /** When it is given up. */
  readonly endsAtMs: number;
}

/** What a call came to. A refusal has a challenge where the mail may be on its way all the same. */
export interface Answer {
  readonly challenge?: Challenge | undefined;
  readonly proof?: Proof;
  readonly refusal?: Refusal;
}

/** Where a flow stands: what is shown, and what is under way. */
export interface Machine extends FlowState {
  readonly call?: Call | undefined;

  /** The last call, unless it succeeded: the same wish goes on with its id. */
  readonly last?: Call | undefined;

  /** From when another code can be sent to the address. */
  readonly resendAtMs: number;
}

/** When something happens, and an id that is new for each event. */
export interface Instant {
  readonly nowMs: number;
  readonly id: string;
}

/** How long one call may take, with its repetitions. */
export const patienceMs = 10_000;

/** How often one call is made at most. */
export const mostTries = 3;

/** A flow that has not begun. */
export const beginning: Machine = { step: "address", email: "", resendInS: 0, resendAtMs: 0 };

/**
 * Says where an event leads. A pure function: whoever runs it makes `call` when it is due, lets go of a call that is no
 * longer there, and sends a `tick` several times a second. It answers with the same object when nothing has changed.
 */
export function advance(machine: Machine, event: FlowEvent, at: Instant): Machine {
  const { nowMs } = at;
  const next = react(machine, event, at);
  const { step, challenge, resendAtMs } = next;
  const resendInS = Math.max(0, Math.ceil((resendAtMs - nowMs) / 1000));
  if (step === "code" && challenge && nowMs >= challenge.expireTime)
    return changed(next, { resendInS, challenge: undefined, refusal: { reason: "CHALLENGE_EXPIRED" } });
  return next.resendInS === resendInS ? next : { ...next, resendInS };
}

function react(machine: Machine, event: FlowEvent, at: Instant): Machine {
  const { step, call, challenge } = machine;
  const { type } = event;
  if (type === "answer") return event.to === call ? heard(machine, call, event.answer, at) : machine;
  if (type === "tick") return call && at.nowMs >= call.endsAtMs ? ended(machine, timeout, at) : machine;
  // The challenge is kept: whoever asks for a code for the same address again may use the one that is there.
  if (type === "restart") return changed(machine, { step: "address" });
  if (call || step === "done") return machine;
  if (type === "verify")
    return challenge && step === "code"
      ? started(machine, "VerifyCode", { challengeId: challenge.challengeId, code: event.code }, at)
      : machine;
  return type === "send" && event.email !== machine.email
    ? wanted(
        changed(machine, { step: "address", email: event.email, challenge: undefined, resendAtMs: 0 }),
        at,
      )
    : wanted(machine, at);
}

/** A code is wanted, for the address of the machine. */
function wanted(machine: Machine, at: Instant): Machine {
  const { email, challenge, resendAtMs } = machine;
  // The service would refuse a code so soon. The last one may still be good.
  if (at.nowMs < resendAtMs)
    return changed(machine, challenge ? { step: "code" } : { refusal: { reason: "COOLING_DOWN" } });
  return started(machine, "SendCode", challenge ? { challengeId: challenge.challengeId } : { email }, at);
}

function started(machine: Machine, rpc: Call["rpc"], body: Call["body"], { nowMs, id }: Instant): Machine {
  const { last } = machine;
  const call = {
    rpc,
    body,
    // Or else a code that was judged would be judged again, and one that was sent would be refused as too soon.
    id: last && JSON.stringify(last.body) === JSON.stringify(body) ? last.id : id,
    tries: 1,
    dueAtMs: nowMs,
    endsAtMs: nowMs + patienceMs,
  };
  return changed(machine, { call, last: call, busy: rpc });
}

function heard(machine: Machine, call: Call, answer: Answer, at: Instant): Machine {
  const { reason = "", retryAfterMs = 0 } = answer.refusal ?? {};
  const tries = call.tries + 1;
  const dueAtMs = at.nowMs + retryAfterMs + pauseMs * call.tries;
  return safeToRepeat.test(reason) && tries <= mostTries && dueAtMs < call.endsAtMs
    ? { ...machine, call: { ...call, tries, dueAtMs } }
    : ended(machine, answer, at);
}

const pauseMs = 200;

/** What charged nothing, or is answered as the first time. After DELIVERY_UNKNOWN the mail may be on its way. */
const safeToRepeat = /^(UNR|STORE|DELIVERY_F)/;

const timeout: Answer = { refusal: { reason: "TIMEOUT" } };

function ended(machine: Machine, answer: Answer, { nowMs }: Instant): Machine {
  const { challenge, proof, refusal } = answer;
  const { reason = "", retryAfterMs, attemptsLeft } = refusal ?? {};
  const isOver = proof || (reason === "CODE_REJECTED" ? !attemptsLeft : reason.startsWith("CHALLENGE"));
  return changed(machine, {
    ...answer,
    step: proof ? "done" : challenge ? "code" : machine.step,
    challenge: challenge ?? (isOver ? undefined : machine.challenge),
    last: refusal && machine.last,
    resendAtMs: retryAfterMs ? nowMs + retryAfterMs : (challenge?.resendTime ?? machine.resendAtMs),
  });
}

/** Ends the call that is under way. */
function changed(machine: Machine, changes: Partial<Machine>): Machine {
  return { ...machine, call: undefined, busy: undefined, refusal: undefined, proof: undefined, ...changes };
}
