import { advance, begin, type Call, type FlowEvent } from "./flow/machine.ts";
import type { FlowOptions, FlowState } from "./flow/state.ts";
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

  /** Goes back to the address, and gives up what is under way. */
  restart(): void;

  /** Gives up what is under way, and the timer. */
  close(): void;
}

/** Makes a flow. Nothing happens until it is asked for something. */
export function createFlow(options: FlowOptions): Flow {
  const { now = Date.now, random = () => crypto.getRandomValues(new Uint32Array(6)) } = options;
  const listeners = new Set<() => void>();
  let machine = begin(options.state);
  let made: Call | undefined;
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function dispatch(event: FlowEvent): void {
    const { state, call } = machine;
    const [luck = 0, ...words] = random();
    // 160 bits, in characters that base64url has.
    machine = advance(machine, event, { nowMs: now(), id: words.join("-"), chance: luck / 2 ** 32 });
    if (machine.call !== call) controller.abort();
    makeCall(machine.call);
    clearTimeout(timer);
    // setTimeout counts to 31 bits.
    if (machine.wakeAtMs < Infinity)
      timer = setTimeout(dispatch, Math.min(machine.wakeAtMs - now(), 2 ** 31 - 1), tick);
    if (machine.state !== state) for (const listener of listeners) listener();
  }

  function makeCall(call: Call | undefined): void {
    if (!call || call === made || now() < call.dueAtMs) return;
    made = call;
    controller = new AbortController();
    post(options, call, now, controller.signal).then((answer) =>
      dispatch({ type: "answer", to: call, answer }),
    );
  }

  return {
    get state() {
      return machine.state;
    },
    subscribe(listener) {
      listeners.add(listener);
      // A countdown goes on, and what ended meanwhile is over.
      dispatch(tick);
      return () => listeners.delete(listener);
    },
    send: (email) => dispatch({ type: "send", email: email.trim() }),
    resend: () => dispatch({ type: "resend" }),
    verify: (code) => dispatch({ type: "verify", code }),
    restart: () => dispatch({ type: "restart" }),
    close() {
      if (machine.call) dispatch({ type: "restart" });
      clearTimeout(timer);
    },
  };
}

const tick = { type: "tick" } as const;
