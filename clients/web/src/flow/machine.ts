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

/** What a call came to. */
export type Answer =
  | { readonly challenge: Challenge; readonly refusal?: undefined }
  | { readonly proof: Proof; readonly challenge?: undefined; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly challengeId?: string | undefined };

/** Where a flow stands: what is shown, and what is under way. */
export interface Machine {
  readonly state: FlowState;
  readonly call?: Call | undefined;

  /** The last call, unless it succeeded: the same wish goes on with its id. */
  readonly last?: Call | undefined;

  /** From when another code can be sent to the address. */
  readonly resendAtMs: number;

  /** When a `tick` changes something. */
  readonly wakeAtMs: number;
}

/** The time and chance of one event. `id` and `chance` (0 to 1) are new for each. */
export interface Instant {
  readonly nowMs: number;
  readonly id: string;
  readonly chance: number;
}

/** How long one call may take, with its repetitions. */
export const patienceMs = 10_000;

/** How often one call is made at most. */
export const mostTries = 3;

/** A flow that has not begun, or one that goes on where another was left. */
export function begin(state: Partial<FlowState> = {}): Machine {
  return {
    state: { step: "address", email: "", resendInS: 0, ...state },
    resendAtMs: state.challenge?.resendTime ?? 0,
    wakeAtMs: 0,
  };
}

/**
 * Says where an event leads. A pure function: whoever runs it makes `call` when it is due, lets go of a call that is no
 * longer there, and comes back with a `tick` at `wakeAtMs`.
 */
export function advance(machine: Machine, event: FlowEvent, at: Instant): Machine {
  return timed(react(machine, event, at), at.nowMs);
}

function react(machine: Machine, event: FlowEvent, at: Instant): Machine {
  const { state, call, resendAtMs } = machine;
  const { step, challenge, email } = state;
  const { nowMs } = at;
  switch (event.type) {
    case "answer":
      return event.to === call ? heard(machine, call, event.answer, at) : machine;
    case "tick":
      return call && nowMs >= call.endsAtMs ? refused(machine, call, { reason: "TIMEOUT" }, nowMs) : machine;
    case "restart":
      // The challenge is kept: whoever asks for a code for the same address again may use the one that is there.
      return changed(machine, { step: "address", ...(step === "done" ? { challenge: undefined } : {}) });
  }
  if (call || step === "done") return machine;
  if (event.type === "verify")
    return step === "code" && challenge?.open
      ? started(machine, "VerifyCode", { challengeId: challenge.challengeId, code: event.code }, at)
      : machine;
  const wanted = event.type === "send" ? event.email : email;
  if (wanted !== email)
    return started(
      { ...changed(machine, { step: "address", email: wanted, challenge: undefined }), resendAtMs: 0 },
      "SendCode",
      { email: wanted },
      at,
    );
  if (nowMs < resendAtMs)
    // The service would refuse a code so soon. The last one may still be good.
    return event.type === "send" && challenge?.open
      ? changed(machine, { step: "code" })
      : changed(machine, { refusal: { reason: "COOLING_DOWN", retryAfterMs: resendAtMs - nowMs } });
  if (challenge?.open) return started(machine, "SendCode", { challengeId: challenge.challengeId }, at);
  return email ? started(machine, "SendCode", { email }, at) : changed(machine, { step: "address" });
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
  return { ...changed(machine, {}), call, last: call };
}

function heard(machine: Machine, call: Call, answer: Answer, { nowMs, chance }: Instant): Machine {
  if (!answer.refusal) {
    const { challenge } = answer;
    return {
      ...changed(machine, { step: challenge ? "code" : "done", ...answer }),
      last: undefined,
      resendAtMs: challenge ? challenge.resendTime : machine.resendAtMs,
    };
  }
  const { reason, retryAfterMs = 0 } = answer.refusal;
  // Left to chance, so that pages that failed together do not come back together.
  const dueAtMs = nowMs + retryAfterMs + chance * 200 * 2 ** call.tries;
  return safeToRepeat.test(reason) && call.tries < mostTries && dueAtMs < call.endsAtMs
    ? { ...machine, call: { ...call, tries: call.tries + 1, dueAtMs } }
    : refused(machine, call, answer.refusal, nowMs, answer.challengeId);
}

/** What charged nothing, or is answered as the first time. After DELIVERY_UNKNOWN the mail may be on its way. */
const safeToRepeat = /^(UNR|STORE_|DELIVERY_F)/;

function refused(
  machine: Machine,
  { rpc }: Call,
  refusal: Refusal,
  nowMs: number,
  challengeId?: string,
): Machine {
  const { state, resendAtMs } = machine;
  const { reason, retryAfterMs = challengeId ? usualCoolDownMs : 0, attemptsLeft } = refusal;
  const isClosed = reason === "CODE_REJECTED" ? !attemptsLeft : reason.startsWith("CHALLENGE_");
  const challenge = challengeId
    ? {
        ...unknown,
        expireTime: nowMs + longestMs,
        resendTime: nowMs,
        ...state.challenge,
        challengeId,
        open: true,
      }
    : state.challenge && { ...state.challenge, open: state.challenge.open && !isClosed };
  return {
    ...changed(machine, { refusal, challenge, step: challengeId ? "code" : state.step }),
    resendAtMs: rpc === "SendCode" && retryAfterMs ? nowMs + retryAfterMs : resendAtMs,
  };
}

/** A challenge of which only the id is known: the form takes any code, and the service judges it. */
const unknown = { codeLength: 0, codeAlphabet: "base32" } as const;
const longestMs = 3_600_000;
const usualCoolDownMs = 30_000;

/** Ends the call that is under way. */
function changed(machine: Machine, changes: Partial<FlowState>): Machine {
  return {
    ...machine,
    call: undefined,
    state: { ...machine.state, refusal: undefined, proof: undefined, ...changes },
  };
}

/** What time alone brings: the countdown, and the end of a challenge or a receipt. */
function timed(machine: Machine, nowMs: number): Machine {
  const { state, call, resendAtMs } = machine;
  const { step, challenge, proof } = state;
  const expireTime =
    proof?.receiptExpireTime ??
    (!call && step === "code" && challenge?.open ? challenge.expireTime : Infinity);
  if (nowMs >= expireTime)
    return timed(
      changed(machine, {
        step: proof ? "address" : step,
        refusal: { reason: "CHALLENGE_EXPIRED" },
        challenge: challenge && { ...challenge, open: false },
      }),
      nowMs,
    );
  const resendInS = Math.max(0, Math.ceil((resendAtMs - nowMs) / 1000));
  const busy = call && (call.rpc === "SendCode" ? "send" : "verify");
  const instants = [
    call?.dueAtMs,
    call?.endsAtMs,
    resendInS && resendAtMs - (resendInS - 1) * 1000,
    expireTime,
  ];
  return {
    ...machine,
    state: state.resendInS === resendInS && state.busy === busy ? state : { ...state, resendInS, busy },
    wakeAtMs: Math.min(...instants.filter((instant = 0) => instant > nowMs).map(Number)),
  };
}
