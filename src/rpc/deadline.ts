import { Code, ConnectError } from "@connectrpc/connect";
import { Failure } from "../core/failure.ts";

/** The longest that a call may take, whatever deadline its caller set. */
export const maxCallMs = 10_000;

export interface Deadline {
  readonly ms: number;
  /** What is wrong with the one that was set. */
  readonly problem?: Failure;
}

/**
 * How long a call may take: as its caller asks in a header of its protocol, and `maxCallMs` at the most. Undefined if
 * the header cannot be read.
 *
 * A longer one is shortened rather than refused: callers set what suits them, and are answered in time all the same.
 */
export function timeoutMsOf(protocol: "connect" | "grpc", asked: string | undefined): number | undefined {
  const ms = askedMs(protocol, asked);
  return ms === undefined ? undefined : Math.min(ms, maxCallMs);
}

/** Limits the deadline in the headers of a call, or sets one. */
export function limitDeadline(headers: Headers): Deadline {
  const protocol = headers.get("content-type")?.startsWith("application/grpc") ? "grpc" : "connect";
  const name = timeoutHeaders[protocol];
  const asked = headers.get(name) ?? undefined;
  const ms = askedMs(protocol, asked);
  if (asked !== undefined && ms !== undefined && ms <= maxCallMs) return { ms };
  headers.set(name, `${maxCallMs}${protocol === "grpc" ? "m" : ""}`);
  return { ms: maxCallMs, ...(ms === undefined ? { problem: unreadable(name) } : {}) };
}

function askedMs(protocol: "connect" | "grpc", asked: string | undefined): number | undefined {
  if (asked === undefined) return maxCallMs;
  return protocol === "grpc" ? grpcTimeoutMs(asked) : connectTimeoutMs(asked);
}

/** Where each protocol has its timeout. */
export const timeoutHeaders = { connect: "connect-timeout-ms", grpc: "grpc-timeout" } as const;

function unreadable(field: string): Failure {
  const violations = [{ field, description: "is not a timeout of its protocol" }];
  return new Failure("REQUEST_INVALID", "the deadline cannot be read", { violations });
}

/** Answers at the deadline, and lets the work go on: past its write it must not be stopped half-way. */
export function withinDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = () => reject(reasonOf(signal));
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  return promise;
}

function reasonOf(signal: AbortSignal): ConnectError {
  return signal.reason instanceof ConnectError
    ? signal.reason
    : new ConnectError("the call was canceled", Code.Canceled);
}

/** gRPC over HTTP/2, "Timeout": at most 8 digits and a unit. */
function grpcTimeoutMs(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * unitMs[unit as keyof typeof unitMs];
}

/** Connect protocol, "Timeout": at most 10 digits. */
function connectTimeoutMs(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

const unitMs = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 } as const;
