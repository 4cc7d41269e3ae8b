import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RetryInfoSchema,
} from "../../../clients/shared/gen/google/rpc/error_details_pb.js";
import type { RefusalReason } from "../../../clients/shared/gen/nopass/v1/nopass_pb.js";

/** A reason as it is on the wire. */
export type Refusal = Exclude<keyof typeof RefusalReason, "UNSPECIFIED">;

/** What a refusal says beside its reason. */
export interface RefusalFacts {
  readonly domain?: string;
  readonly metadata?: Record<string, string>;
  readonly retryAfterMs?: number;
  readonly violations?: readonly { readonly field: string; readonly description: string }[];
  readonly message?: string;
  readonly header?: Record<string, string>;
}

/** The status that each reason travels with. */
export const codes = {
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
} as const satisfies Record<Refusal, Code>;

/** An answer that refuses as the service does. */
export function refuse(reason: Refusal, facts: RefusalFacts = {}): () => never {
  return refuseWith(codes[reason], reason, facts);
}

/** An answer that refuses for a reason of any name. */
export function refuseWith(code: Code, reason: string, facts: RefusalFacts = {}): () => never {
  const { domain = "nopass.v1", metadata = {}, retryAfterMs, violations } = facts;
  return () => {
    throw new ConnectError(facts.message ?? "refused", code, facts.header, [
      { desc: ErrorInfoSchema, value: { reason, domain, metadata } },
      ...(retryAfterMs === undefined
        ? []
        : [{ desc: RetryInfoSchema, value: { retryDelay: durationFromMs(retryAfterMs) } }]),
      ...(violations === undefined
        ? []
        : [{ desc: BadRequestSchema, value: { fieldViolations: [...violations] } }]),
    ]);
  };
}
