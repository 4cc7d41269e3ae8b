import {
  advance,
  answered,
  beginning,
  type Move,
  resend,
  restart,
  resume,
  send,
  stay,
  verify,
} from "./flow/machine.ts";
import type { Challenge, FlowOptions, FlowState } from "./flow/state.ts";
import { post } from "./flow/wire.ts";

export type { Challenge, FlowOptions, FlowState, Proof, Refusal } from "./flow/state.ts";

/** A form's way from an address to a receipt. None of its functions rejects or throws: the state says what came of it. */
export interface Flow {
  /** What is to be shown. The same object until something changes. */
  readonly state: FlowState;

  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;

  /** Has a code sent to an address. */
  send(email: string): void;

  /** Has another code sent to the same address, once `resendInS` is 0. */
  resend(): void;

  /** Has a code judged. */
  verify(code: string): void;

  /**
   * Goes on with a challenge that your server or an earlier page asked for. Of one with nothing but an id any code is
   * taken, and judged by the service.
   */
  resume(challenge: Challenge, email?: string): void;

  /** Goes back to the address, and gives up what is under way. */
  restart(): void;

  /** Gives up what is under way, and the timer. */
  close(): void;
}

/** Makes a flow. Nothing happens until it is asked for something. A function says the options anew for each call. */
export function createFlow(options: FlowOptions | (() => FlowOptions)): Flow {
  const read = typeof options === "function" ? options : () => options;
  const listeners = new Set<() => void>();
  let machine = beginning;
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout>;

  function go(move: Move): void {
    const before = machine;
    // 160 bits, in characters that base64url has.
    const id = crypto.getRandomValues(new Uint32Array(5)).join("-");
    machine = advance(before, move, { nowMs: Date.now(), id });
    const { call, challenge, resendInS } = machine;
    if (call !== before.call) controller.abort();
    if (call && call !== before.call) {
      controller = new AbortController();
      post(read(), call, controller).then((answer) => go(answered(call, answer)));
    }
    clearTimeout(timer);
    if (challenge || resendInS) timer = setTimeout(go, 200, stay);
    if (machine !== before) for (const listener of listeners) listener();
  }

  return {
    get state() {
      return machine;
    },
    subscribe(listener) {
      listeners.add(listener);
      // A countdown goes on, and what ended meanwhile is over.
      go(stay);
      return () => listeners.delete(listener);
    },
    send: (email) => go(send(email.trim())),
    resend: () => go(resend),
    verify: (code) => go(verify(code)),
    resume: (challenge, email = "") => go(resume(challenge, email)),
    restart: () => go(restart),
    close() {
      if (machine.call) go(restart);
      clearTimeout(timer);
    },
  };
}
