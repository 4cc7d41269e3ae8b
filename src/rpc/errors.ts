import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.js";
import { Failure, type FailureReason } from "../core/failure.ts";
import type { Call } from "./call.ts";

const codes = {
  REQUEST_INVALID: Code.InvalidArgument,
  EMAIL_INVALID: Code.InvalidArgument,
  KEY_UNKNOWN: Code.Unauthenticated,
  KEY_FORBIDDEN: Code.PermissionDenied,
  COOLING_DOWN: Code.ResourceExhausted,
  ADDRESS_LIMITED: Code.ResourceExhausted,
  ADDRESS_UNDELIVERABLE: Code.FailedPrecondition,
  CALLER_LIMITED: Code.ResourceExhausted,
  DELIVERY_FAILED: Code.Unavailable,
  DELIVERY_UNKNOWN: Code.Unavailable,
  STORE_UNAVAILABLE: Code.Unavailable,
  OVERLOADED: Code.Unavailable,
  CODE_REJECTED: Code.PermissionDenied,
  CHALLENGE_EXPIRED: Code.FailedPrecondition,
  CHALLENGE_CLOSED: Code.FailedPrecondition,
  CHALLENGE_UNKNOWN: Code.NotFound,
  INTERNAL: Code.Internal,
} as const satisfies Record<FailureReason, Code>;

/** The domain of every `google.rpc.ErrorInfo` of this service. */
export const errorDomain = "nopass.v1";

/**
 * Turns whatever was thrown into the status that the caller hears, and notes it for the log.
 *
 * The one place where that happens. What is not a refusal of ours is one opaque status: its text may hold anything.
 */
export function refuse(call: Call, thrown: unknown): ConnectError {
  const error = toRefusal(call, thrown);
  call.code = error.code;
  return error;
}

function toRefusal(call: Call, thrown: unknown): ConnectError {
  // Deadlines, cancellations and what Connect itself refuses.
  if (thrown instanceof ConnectError) return thrown;
  const failure =
    thrown instanceof Failure ? thrown : new Failure("INTERNAL", "internal error", { cause: thrown });
  call.reason = failure.reason;
  call.cause = failure.cause;
  return toConnectError(failure);
}

/** One and the same refusal gives one and the same status, so that it is written for the wire only once. */
function toConnectError(failure: Failure): ConnectError {
  const known = statuses.get(failure);
  if (known !== undefined) return known;
  const status = createStatus(failure);
  statuses.set(failure, status);
  return status;
}

const statuses = new WeakMap<Failure, ConnectError>();

function createStatus({ reason, message, metadata, retryAfterMs, violations }: Failure): ConnectError {
  const info = { desc: ErrorInfoSchema, value: { reason, domain: errorDomain, metadata: { ...metadata } } };
  const retry =
    retryAfterMs === undefined
      ? []
      : [{ desc: RetryInfoSchema, value: { retryDelay: duration(retryAfterMs) } }];
  const fields =
    violations.length === 0
      ? []
      : [{ desc: BadRequestSchema, value: { fieldViolations: violations.map((each) => ({ ...each })) } }];
  // RFC 9110 §10.2.3: whole seconds, so rounded up, or a caller would come too soon.
  const headers = retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1000)) };
  return new ConnectError(message, codes[reason], headers, [info, ...retry, ...fields]);
}

function duration(ms: number) {
  return { seconds: BigInt(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1_000_000 };
}
