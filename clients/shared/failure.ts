import { durationMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { RefusalReason } from "./gen/nopass/v1/nopass_pb.js";
import { NoPassError, type NoPassReason } from "./no-pass-error.ts";
import { causesOf, type StrikeOut, withoutSecrets } from "./secrets.ts";

/** Turns whatever a call was rejected with into a NoPassError that holds none of the call's secrets. */
export function toNoPassError(error: unknown, strikeOut: StrikeOut): NoPassError {
  if (error instanceof NoPassError) return error;
  const failure = ConnectError.from(error);
  const info = failure.findDetails(ErrorInfoSchema).find(({ domain }) => domain === "nopass.v1");
  const attemptsLeft = Number.parseInt(info?.metadata.attempts_left ?? "", 10);
  return new NoPassError(info ? refusalNamed(info.reason) : reasonOf(failure), {
    retryAfterMs: retryAfterMsOf(failure),
    attemptsLeft: Number.isNaN(attemptsLeft) ? undefined : attemptsLeft,
    challengeId: info?.metadata.challenge_id,
    violations: failure
      .findDetails(BadRequestSchema)
      .flatMap(({ fieldViolations }) => fieldViolations)
      .map(({ field, description }) => ({ field: strikeOut(field), description: strikeOut(description) })),
    cause: withoutSecrets(failure, strikeOut),
  });
}

type Refusal = Exclude<keyof typeof RefusalReason, "UNSPECIFIED">;

function refusalNamed(name: string): NoPassReason {
  return name !== "UNSPECIFIED" && name in RefusalReason ? (name as Refusal) : "UNKNOWN";
}

function reasonOf(failure: ConnectError): NoPassReason {
  if (failure.code === Code.DeadlineExceeded) return "TIMEOUT";
  return lostCodes.has(failure.code) || causesOf(failure).some(isNetworkFailure) ? "UNREACHABLE" : "UNKNOWN";
}

// The service says all of its refusals with an ErrorInfo. Without one, these are a proxy's or the transport's.
const lostCodes: ReadonlySet<Code> = new Set([Code.Unavailable, Code.Canceled]);

function isNetworkFailure(cause: Error): boolean {
  // Node's failures of DNS, TCP, TLS and HTTP have a code. Those of fetch are a TypeError, by its standard.
  return cause instanceof TypeError || ("code" in cause && typeof cause.code === "string");
}

function retryAfterMsOf(failure: ConnectError): number | undefined {
  const delay = failure.findDetails(RetryInfoSchema)[0]?.retryDelay;
  if (delay) return Math.max(0, durationMs(delay));
  const header = failure.metadata.get("retry-after");
  if (header === null) return undefined;
  // RFC 9110 §10.2.3: a number of seconds, or a date.
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
