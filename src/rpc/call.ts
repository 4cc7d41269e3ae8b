import { type Code, createContextKey } from "@connectrpc/connect";
import type { FailureReason } from "../core/failure.ts";
import type { Caller } from "../core/tenant.ts";

/** One call as it is being served: what its layers tell each other, and the log. Nothing here names a person. */
export interface Call {
  /** Stands in the log line and in the `x-request-id` header of the answer. */
  readonly requestId: string;
  /** The network that it came from. */
  readonly network: string;
  /** The URIs and DNS names of the certificate that its client showed and that was checked. */
  readonly certificateNames: readonly string[];
  caller?: Caller;
  /** Takes it out of its caller's limits again. */
  uncount?: () => void;
  addressTag?: string;
  /** Its caller was answered, or has gone. */
  isOver?: boolean;
  /** Why it was refused. */
  reason?: FailureReason;
  /** The status that it was refused with. */
  code?: Code;
  /** What lay behind the refusal, for the log alone. */
  cause?: unknown;
}

/** Where a {@link Call} travels through Connect. */
export const callKey = createContextKey<Call>(
  { requestId: "", network: "", certificateNames: [] },
  { description: "call" },
);
