import type { Challenge, FlowState, Proof, Refusal } from "./state.ts";

/** One wish of a person, to be made with its repetitions under one `id`: the effect of a flow. */
export interface Call {
  readonly rpc: "SendCode" | "VerifyCode";

  /** The part of the request that the wish determines. */
  readonly body: { readonly email?: string; readonly challengeId?: string; readonly code?: string };

  /** The idempotency key or attempt id. */
  readonly id: string;
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

/** When something happens, and an id that is new for each time. */
export interface Instant {
  readonly nowMs: number;
  readonly id: string;
}

/** Says where something that happens leads. A pure function, which answers with the same machine when nothing changes. */
export type Move = (machine: Machine, at: Instant) => Machine;

/** A flow that has not begun. */
export const beginning: Machine = { step: "address", email: "", resendInS: 0, resendAtMs: 0 };

/**
 * Makes a move at its time. Whoever runs the machine makes `call` as soon as it is there, lets go of one that is no
 * longer there, and moves with `stay` several times a second.
 */
export function advance(machine: Machine, move: Move, at: Instant): Machine {
  const next = move(machine, at);
  const { step, challenge, resendAtMs } = next;
  const resendInS = Math.max(0, Math.ceil((resendAtMs - at.nowMs) / 1000));
  if (step === "code" && challenge?.expireTime && at.nowMs >= challenge.expireTime)
    return changed(next, { resendInS, challenge: undefined, refusal: { reason: "CHALLENGE_EXPIRED" } });
  return next.resendInS === resendInS ? next : { ...next, resendInS };
}

/** Only time goes by. */
export const stay: Move = (machine) => machine;

/** Goes back to the address. The challenge is kept: whoever asks for a code for the same one may use what is there. */
export const restart: Move = (machine) => changed(machine, { step: "address" });

/** A wish is granted when no other is under way, and nothing is proven yet. */
const wish =
  (move: Move): Move =>
  (machine, at) =>
    machine.call || machine.proof ? machine : move(machine, at);

/** Another code for the address. */
export const resend = wish((machine, at) => {
  const { email, challenge, refusal, resendAtMs } = machine;
  // The service would refuse a code so soon. The last one may still be good. If it was refused, with a wait, that stands.
  if (at.nowMs < resendAtMs)
    return changed(
      machine,
      challenge
        ? { step: "code" }
        : { refusal: refusal?.retryAfterMs ? refusal : { reason: "COOLING_DOWN" } },
    );
  if (challenge) return called(machine, "SendCode", { challengeId: challenge.challengeId }, at);
  return /.@./.test(email)
    ? called(machine, "SendCode", { email }, at)
    : changed(machine, { step: "address", refusal: { reason: "EMAIL_INVALID" } });
});

/** A code for an address. */
export const send = (email: string): Move =>
  wish((machine, at) =>
    resend(
      email === machine.email
        ? machine
        : { ...machine, step: "address", email, challenge: undefined, resendAtMs: 0 },
      at,
    ),
  );

/** A challenge of before this page was there. */
export const resume = (challenge: Challenge, email: string): Move =>
  wish((machine, at) => settled({ ...machine, email }, { challenge }, at));

/** A code is to be judged. One that lacks characters would waste an attempt. */
export const verify = (code: string): Move =>
  wish((machine, at) => {
    if (!machine.challenge) return machine;
    const { challengeId, codeLength = 1 } = machine.challenge;
    return code.length < codeLength
      ? changed(machine, { refusal: { reason: "CODE_INCOMPLETE" } })
      : called(machine, "VerifyCode", { challengeId, code }, at);
  });

function called(machine: Machine, rpc: Call["rpc"], body: Call["body"], { id }: Instant): Machine {
  const { last } = machine;
  // Or else a code that was judged would be judged again, and one that was sent would be refused as too soon.
  const isSame = last && JSON.stringify(last.body) === JSON.stringify(body);
  const call = { rpc, body, id: isSame ? last.id : id };
  return changed(machine, { call, last: call, busy: rpc });
}

/** What became of a call. One that is no longer under way is answered too late. */
export const answered =
  (call: Call, answer: Answer): Move =>
  (machine, at) =>
    call === machine.call ? settled(machine, answer, at) : machine;

function settled(machine: Machine, answer: Answer, { nowMs }: Instant): Machine {
  const { challenge, proof, refusal } = answer;
  const { reason = "", retryAfterMs, attemptsLeft } = refusal ?? {};
  const isOver = proof || (/^(CODE|CHALLENGE)/.test(reason) && !attemptsLeft);
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
