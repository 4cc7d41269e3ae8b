import type { CallEnded } from "./events.ts";

/** The name of a protocol by the semantic conventions of OpenTelemetry, which know no gRPC-Web. */
export function systemName(protocol: string): string {
  return protocol === "connect" ? "connectrpc" : protocol;
}

/** The status of a call as gRPC writes it; undefined where HTTP alone was answered. */
export function statusName({ code, status, answered }: CallEnded): string | undefined {
  if (code !== undefined) return statusNames[code];
  if (status !== 200) return undefined;
  // Its caller went away before anything went wrong.
  return answered ? "OK" : "CANCELLED";
}

/** By their numbers (grpc/grpc, "Status codes and their use in gRPC"). */
const statusNames: readonly string[] = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];
