import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { createFlow, type Flow, type FlowOptions, type FlowState } from "./flow.ts";

export { normaliseCode } from "./flow/normalise-code.ts";
export type { Challenge, FlowOptions, FlowState, Proof, Refusal } from "./flow.ts";

/** A flow as a component uses it: what to show, and what its user can ask for. */
export type NoPassFlow = Pick<Flow, "send" | "resend" | "verify" | "resume" | "restart"> & {
  readonly state: FlowState;
};

/**
 * Takes the user of a component from an address to a receipt. The options may be other ones at each rendering: a call
 * uses those of the last. What is under way is given up when the component goes.
 */
export function useNoPass(options: FlowOptions): NoPassFlow {
  const latest = useRef(options);
  const [flow] = useState(() => createFlow(() => latest.current));
  const current = () => flow.state;
  const state = useSyncExternalStore(flow.subscribe, current, current);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => () => flow.close(), [flow]);
  const { send, resend, verify, resume, restart } = flow;
  return { state, send, resend, verify, resume, restart };
}
