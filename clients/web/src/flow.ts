import { newId } from "../../shared/id.ts";
import { advance, begin, type FlowEvent, type Machine } from "./flow/machine.ts";
import type { FlowOptions, FlowState } from "./flow/state.ts";
import { post } from "./flow/wire.ts";

export { normaliseCode } from "./flow/normalise-code.ts";
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
  const { now = Date.now } = options;
  const listeners = new Set<() => void>();
  let machine: Machine = begin(options.state);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller = new AbortController();
  let made: Machine["call"];
  dispatch({ type: "tick" });

  function dispatch(event: FlowEvent): void {
    const { state, call } = machine;
    machine = advance(machine, event, {
      nowMs: now(),
      id: (options.newId ?? newId)(),
      chance: (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
    });
    if (machine.call !== call) controller.abort();
    make();
    clearTimeout(timer);
    if (machine.wakeAtMs < Infinity)
      // setTimeout counts to 31 bits.
      timer = setTimeout(dispatch, Math.min(machine.wakeAtMs - now(), 2 ** 31 - 1), { type: "tick" });
    if (machine.state !== state) for (const listener of listeners) listener();
  }

  function make(): void {
    const { call } = machine;
    if (!call || call === made || now() < call.dueAtMs) return;
    made = call;
    controller = new AbortController();
    void post(options, call, now, controller.signal).then((answer) =>
      dispatch({ type: "answer", to: call, answer }),
    );
  }

  return {
    get state() {
      return machine.state;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send: (email) => dispatch({ type: "send", email: email.trim() }),
    resend: () => dispatch({ type: "resend" }),
    verify: (code) => dispatch({ type: "verify", code }),
    restart: () => dispatch({ type: "restart" }),
    close() {
      dispatch({ type: "restart" });
      clearTimeout(timer);
    },
  };
}
