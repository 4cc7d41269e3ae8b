import { inspect } from "node:util";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.js";
import { RefusalReasonSchema } from "../../gen/nopass/v1/nopass_pb.js";
import { Failure, type FailureReason } from "../../src/core/failure.ts";
import type { Call } from "../../src/rpc/call.ts";
import { refuse } from "../../src/rpc/errors.ts";

/** The table of the contract. */
const codes: Readonly<Record<FailureReason, Code>> = {
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
};
const reasons = Object.entries(codes) as readonly [FailureReason, Code][];

describe("a refusal", () => {
  test.for(reasons)("%s has its code and its reason", ([reason, code]) => {
    const { error, call } = refused(new Failure(reason, "no", { metadata: { attempts_left: "2" } }));
    expect(Code[error.code]).toBe(Code[code]);
    expect(error.rawMessage).toBe("no");
    const [info, ...others] = error.findDetails(ErrorInfoSchema);
    expect(info).toMatchObject({ reason, domain: "nopass.v1", metadata: { attempts_left: "2" } });
    expect(others).toEqual([]);
    expect(call.reason).toBe(reason);
  });

  test("is one of those that clients know by a generated enum", () => {
    const names = RefusalReasonSchema.values.map(({ name }) => name.replace("REFUSAL_REASON_", ""));
    expect(names.filter((name) => name !== "UNSPECIFIED").sort()).toEqual(
      reasons.map(([reason]) => reason).sort(),
    );
  });

  test.for([
    { retryAfterMs: 1, header: "1", seconds: 0n, nanos: 1_000_000 },
    { retryAfterMs: 999, header: "1", seconds: 0n, nanos: 999_000_000 },
    { retryAfterMs: 1_000, header: "1", seconds: 1n, nanos: 0 },
    { retryAfterMs: 1_001, header: "2", seconds: 1n, nanos: 1_000_000 },
    { retryAfterMs: 86_400_000, header: "86400", seconds: 86_400n, nanos: 0 },
  ])(
    "after which to wait $retryAfterMs ms says so in RetryInfo, and in a header in whole seconds, rounded up",
    (wait) => {
      const { error } = refused(new Failure("COOLING_DOWN", "no", { retryAfterMs: wait.retryAfterMs }));
      const { seconds, nanos } = error.findDetails(RetryInfoSchema)[0]?.retryDelay ?? {};
      expect({ seconds, nanos, header: error.metadata.get("retry-after") }).toMatchObject({
        seconds: wait.seconds,
        nanos: wait.nanos,
        header: wait.header,
      });
    },
  );

  test("that no waiting helps says nothing of waiting", () => {
    const { error } = refused(new Failure("CODE_REJECTED", "no"));
    expect(error.findDetails(RetryInfoSchema)).toEqual([]);
    expect(error.metadata.has("retry-after")).toBe(false);
  });

  test("of fields lists all of them", () => {
    const violations = [
      { field: "ttl", description: "must be from 30 s to 3600 s" },
      { field: "nonce", description: "must be at most 128 characters" },
    ];
    const { error } = refused(new Failure("REQUEST_INVALID", "no", { violations }));
    expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations).toMatchObject(violations);
  });

  test("of no field lists none", () => {
    const { error } = refused(new Failure("INTERNAL", "no"));
    expect(error.findDetails(BadRequestSchema)).toEqual([]);
  });

  test("keeps what lay behind it for the log, and off the wire", () => {
    const cause = new Error("rejected ada@example.com");
    const { error, call } = refused(new Failure("DELIVERY_FAILED", "no", { cause }));
    expect(call.cause).toBe(cause);
    expectNowhere(error, "ada@example.com");
  });
});

describe("anything else that is thrown", () => {
  test.for([
    { what: "an error", thrown: new TypeError("ada@example.com is not a function") },
    { what: "a text", thrown: "ada@example.com" },
    { what: "nothing", thrown: undefined },
    { what: "null", thrown: null },
    { what: "an object", thrown: { reason: "CODE_REJECTED", message: "ada@example.com" } },
    {
      what: "an error that looks like a refusal",
      thrown: Object.assign(new Error("ada@example.com"), { name: "Failure", reason: "CODE_REJECTED" }),
    },
  ])("is one internal error of fixed text: $what", ({ thrown }) => {
    const { error, call } = refused(thrown);
    expect({ code: error.code, text: error.rawMessage }).toEqual({
      code: Code.Internal,
      text: "internal error",
    });
    expect(error.findDetails(ErrorInfoSchema)[0]).toMatchObject({ reason: "INTERNAL", metadata: {} });
    expect(call).toMatchObject({ reason: "INTERNAL" });
    expect(call.cause).toBe(thrown);
    expectNowhere(error, "ada@example.com");
  });
});

test("what Connect itself refuses is left as it is, and has no reason of ours", () => {
  const thrown = new ConnectError("the operation timed out", Code.DeadlineExceeded);
  const { error, call } = refused(thrown);
  expect(error).toBe(thrown);
  expect(call.reason).toBeUndefined();
});

function refused(thrown: unknown): { readonly error: ConnectError; readonly call: Call } {
  const call: Call = { requestId: "", network: "", certificateNames: [] };
  return { error: refuse(call, thrown), call };
}

function expectNowhere(error: ConnectError, text: string): void {
  const { message, rawMessage, metadata, details, cause } = error;
  expect(cause).toBeUndefined();
  const values = details.map((detail) => detail.value);
  expect(inspect([message, rawMessage, [...metadata], values], { depth: 9 })).not.toContain(text);
}
