/**
 * How a mailer has been doing, so that one that is out of order does not cost each mail its timeouts.
 *
 * A circuit breaker, as pure functions: closed, mails go through; open, none does for a while; half open, one does, and
 * what becomes of it decides.
 */
export interface Circuit {
  readonly state: CircuitState;
  /** Failures in a row. */
  readonly failures: number;
  /** While it is open: until when. */
  readonly untilMs: number;
  /** How long it is open the next time. */
  readonly restMs: number;
}

export type CircuitState = "closed" | "open" | "half_open";

export const closedCircuit: Circuit = { state: "closed", failures: 0, untilMs: 0, restMs: 10_000 };

/** The circuit with a mail in it, or undefined if it takes none now. */
export function enter(circuit: Circuit, nowMs: number): Circuit | undefined {
  if (circuit.state === "closed") return circuit;
  const rested = circuit.state === "open" && circuit.untilMs <= nowMs;
  return rested ? { ...circuit, state: "half_open" } : undefined;
}

/** The circuit after a mail that went through, or after one that was refused for reasons of its own. */
export function succeed(): Circuit {
  return closedCircuit;
}

/** The circuit after a mail that the mailer failed to take. */
export function fail(circuit: Circuit, nowMs: number): Circuit {
  const { state, restMs } = circuit;
  const failures = circuit.failures + 1;
  // Mails that were on their way when it opened say nothing new.
  if (state === "open" || (state === "closed" && failures < mostFailures)) return { ...circuit, failures };
  return { state: "open", failures, untilMs: nowMs + restMs, restMs: Math.min(restMs * 2, maxRestMs) };
}

const mostFailures = 5;
const maxRestMs = 60_000;
