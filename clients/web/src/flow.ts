import { advance, beginning, type Call, type FlowEvent } from "./flow/machine.ts";
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

/** Makes a flow. Nothing happens until it is asked for something. A function says the options anew for each call. */
export function createFlow(options: FlowOptions | (() => FlowOptions)): Flow {
  const read = typeof options === "function" ? options : () => options;
  const listeners = new Set<() => void>();
  let machine = beginning;
  let made: Call | undefined;
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout>;

  function dispatch(event: FlowEvent): void {
    const before = machine;
    const nowMs = Date.now();
    // 160 bits, in characters that base64url has.
    const words = crypto.getRandomValues(new Uint32Array(5));
    machine = advance(before, event, { nowMs, id: words.join("-") });
    const { call } = machine;
    if (call !== before.call) controller.abort();
    if (call && call !== made && call.dueAtMs <= nowMs) {
      made = call;
      controller = new AbortController();
      post(read(), call, controller.signal).then((answer) => dispatch({ type: "answer", to: call, answer }));
    }
    clearTimeout(timer);
    // Left to chance, so that pages that failed together do not come back together.
    if (machine.email) timer = setTimeout(dispatch, 150 + ((words[0] ?? 0) % 100), tick);
    if (machine !== before) for (const listener of listeners) listener();
  }

  return {
    get state() {
      return machine;
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
