import { durationMs } from "@bufbuild/protobuf/wkt";
import { ConnectError } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { NoPassError } from "../../../clients/shared/no-pass-error.ts";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RetryInfoSchema,
} from "../../../gen/google/rpc/error_details_pb.js";

/** What a client hears when it is refused, in the same words whatever its protocol. */
export interface Refusal {
  readonly reason: string | undefined;
  /** As the Connect protocol spells it, `not_found`. */
  readonly code: string;
  readonly domain: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Of `google.rpc.RetryInfo`. */
  readonly retryMs: number | undefined;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;
  /** The fields that `google.rpc.BadRequest` names. */
  readonly fields: readonly string[];
  readonly message: string;
  /** Every text of the details, for tests of what must not stand there. */
  readonly texts: readonly string[];
}

/** What a call was refused with. A call that succeeds fails the test. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    () => new Error("the call was expected to be refused, and succeeded"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConnectError)) throw error;
  const [info, ...others] = error.findDetails(ErrorInfoSchema);
  if (others.length > 0) throw new Error("there is more than one reason");
  const [retry] = error.findDetails(RetryInfoSchema);
  const violations = error.findDetails(BadRequestSchema).flatMap(({ fieldViolations }) => fieldViolations);
  return {
    reason: info?.reason,
    code: codeToString(error.code),
    domain: info?.domain,
    metadata: { ...info?.metadata },
    retryMs: retry?.retryDelay && durationMs(retry.retryDelay),
    retryAfter: error.metadata.get("retry-after") ?? undefined,
    fields: violations.map(({ field }) => field),
    message: error.rawMessage,
    texts: [error.rawMessage, ...violations.map(({ description }) => description)],
  };
}

/** Only why a call was refused: what the SDKs tell as well. */
export async function reasonOf(call: Promise<unknown>): Promise<string | undefined> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof NoPassError ? error.reason : (await refusalOf(call)).reason;
}
