import { describe, expect, test } from "vitest";
import { Failure } from "../../src/core/failure.ts";
import {
  parseSendCode,
  parseVerifyCode,
  type SendCodeInput,
  type VerifyCodeInput,
} from "../../src/core/requests.ts";
import { aPolicy, aTenant } from "../support/callers.ts";
import { aSendCodeInput, aVerifyCodeInput } from "../support/inputs.ts";
import { hours, minutes, seconds } from "../support/noon.ts";

const tenant = aTenant();

describe("SendCode", () => {
  test.for<{ what: string; input: Partial<SendCodeInput> }>([
    { what: "an address alone", input: {} },
    { what: "the least validity", input: { ttlMs: seconds(30) } },
    { what: "the greatest validity of the policy", input: { ttlMs: hours(1) } },
    { what: "a locale", input: { locale: "de-CH" } },
    { what: "a locale of 35 characters", input: { locale: "zh-Hant-TW-x-private1-private2-priv" } },
    { what: "a purpose of 64 characters", input: { purpose: "a0._-".padEnd(64, "z") } },
    { what: "a nonce of 128 characters", input: { nonce: "é\u0000 ".padEnd(128, "€") } },
    { what: "an idempotency key of 22 characters", input: { idempotencyKey: "Az09-_".padEnd(22, "k") } },
    { what: "an idempotency key of 64 characters", input: { idempotencyKey: "k".repeat(64) } },
    { what: "a token of 128 characters", input: { knownDevice: "x".repeat(128) } },
    { what: "a challenge without an address", input: { challengeId: "nc1_x", email: "" } },
    { what: "a challenge id of 1,024 characters", input: { challengeId: "x".repeat(1024) } },
    { what: "an IPv4 address of the user", input: { clientIp: "192.0.2.1" } },
    { what: "an IPv6 address of the user", input: { clientIp: "2001:db8::1" } },
  ])("takes $what", ({ input }) => {
    expect(() => parseSendCode(aSendCodeInput(input), tenant)).not.toThrow();
  });

  test("takes the validity of the policy when the caller states none", () => {
    expect(parseSendCode(aSendCodeInput(), aTenant({ policy: aPolicy({ ttlMs: minutes(7) }) })).ttlMs).toBe(
      minutes(7),
    );
  });

  test("makes the address canonical, by the policy", () => {
    const input = aSendCodeInput({ email: " Ada@Example.COM" });
    expect(parseSendCode(input, tenant).email).toBe("ada@example.com");
    expect(parseSendCode(input, aTenant({ policy: aPolicy({ keepLocalCase: true }) })).email).toBe(
      "Ada@example.com",
    );
  });

  test.for<{ what: string; input: Partial<SendCodeInput>; field: string }>([
    { what: "no address", input: { email: "" }, field: "email" },
    { what: "a validity below 30 s", input: { ttlMs: seconds(30) - 1 }, field: "ttl" },
    { what: "a validity above the policy's greatest", input: { ttlMs: hours(1) + 1 }, field: "ttl" },
    { what: "no validity at all", input: { ttlMs: 0 }, field: "ttl" },
    { what: "a negative validity", input: { ttlMs: -minutes(5) }, field: "ttl" },
    { what: "a validity that is no number", input: { ttlMs: Number.NaN }, field: "ttl" },
    { what: "an endless validity", input: { ttlMs: Number.POSITIVE_INFINITY }, field: "ttl" },
    { what: "a locale with an underscore", input: { locale: "de_CH" }, field: "locale" },
    { what: "a locale of one letter", input: { locale: "d" }, field: "locale" },
    { what: "a path for a locale", input: { locale: "../../etc/passwd" }, field: "locale" },
    {
      what: "a locale of 36 characters",
      input: { locale: "zh-Hant-TW-x-private1-private2-priva" },
      field: "locale",
    },
    { what: "a purpose of 65 characters", input: { purpose: "p".repeat(65) }, field: "purpose" },
    { what: "a purpose in capitals", input: { purpose: "Sign-In" }, field: "purpose" },
    { what: "a purpose with a line break", input: { purpose: "sign-in\n" }, field: "purpose" },
    { what: "a nonce of 129 characters", input: { nonce: "n".repeat(129) }, field: "nonce" },
    { what: "a nonce with half a character", input: { nonce: "\ud800" }, field: "nonce" },
    {
      what: "an idempotency key of 21 characters",
      input: { idempotencyKey: "k".repeat(21) },
      field: "idempotency_key",
    },
    {
      what: "an idempotency key of 65 characters",
      input: { idempotencyKey: "k".repeat(65) },
      field: "idempotency_key",
    },
    {
      what: "an idempotency key with a plus",
      input: { idempotencyKey: "+".repeat(22) },
      field: "idempotency_key",
    },
    {
      what: "a challenge id of 1,025 characters",
      input: { challengeId: "x".repeat(1025) },
      field: "challenge_id",
    },
    { what: "an IP address with a port", input: { clientIp: "192.0.2.1:80" }, field: "client_ip" },
    { what: "an IP address with a zone", input: { clientIp: "fe80::1%eth0" }, field: "client_ip" },
    { what: "a name for an IP address", input: { clientIp: "localhost" }, field: "client_ip" },
    { what: "an IP address in hexadecimal", input: { clientIp: "0x7f.1" }, field: "client_ip" },
    { what: "half an IPv6 address", input: { clientIp: "2001:db8:" }, field: "client_ip" },
  ])("refuses $what", ({ input, field }) => {
    const failure = refusal(() => parseSendCode(aSendCodeInput(input), tenant));
    expect(failure.reason).toBe("REQUEST_INVALID");
    expect(failure.violations.map((violation) => violation.field)).toEqual([field]);
  });

  test("reports every field that breaks its rule at once, and how it should be", () => {
    const input = {
      email: "not an address",
      ttlMs: 1,
      locale: "?",
      purpose: "?",
      nonce: "n".repeat(129),
      idempotencyKey: "short",
      challengeId: "x".repeat(1025),
      clientIp: "?",
      knownDevice: "x".repeat(129),
      stranger: true,
    };
    const { reason, violations } = refusal(() => parseSendCode(input, tenant));
    expect(reason).toBe("REQUEST_INVALID");
    expect(Object.fromEntries(violations.map(({ field, description }) => [field, description]))).toEqual({
      email: "is not an address that can be mailed",
      ttl: "must be from 30 s to 3600 s",
      locale: "must be a BCP 47 language tag of at most 35 characters",
      purpose: "must be 1 to 64 of a-z 0-9 . _ -",
      nonce: "must be at most 128 characters",
      idempotency_key: "must be 22 to 64 characters of base64url",
      challenge_id: "must be at most 1024 characters",
      client_ip: "must be an IPv4 or IPv6 address",
      known_device: "must be at most 128 characters",
    });
    expect(violations).toHaveLength(9);
  });

  test("gives an address that is the only thing wrong a reason of its own", () => {
    for (const email of ["nobody", " ", "ada@example.com,eve@evil.example"]) {
      const failure = refusal(() => parseSendCode(aSendCodeInput({ email }), tenant));
      expect(failure).toMatchObject({ reason: "EMAIL_INVALID", violations: [{ field: "email" }] });
    }
    const two = refusal(() => parseSendCode(aSendCodeInput({ email: "nobody", purpose: "?" }), tenant));
    expect(two.reason).toBe("REQUEST_INVALID");
  });

  test("says that the address is missing, where it is", () => {
    const { violations } = refusal(() => parseSendCode(aSendCodeInput({ email: "" }), tenant));
    expect(violations).toEqual([{ field: "email", description: "is required" }]);
  });

  test("refuses an address that the tenant does not mail as one that cannot be mailed", () => {
    const denying = aTenant({ recipients: { allow: undefined, deny: ["example.com"] } });
    const failure = refusal(() => parseSendCode(aSendCodeInput(), denying));
    expect(failure).toMatchObject({ reason: "EMAIL_INVALID", violations: [{ field: "email" }] });
  });

  test("takes the purposes that the tenant allows, and no others", () => {
    const allowing = aTenant({ purposes: ["sign-in", "delete-account"] });
    for (const purpose of ["", "sign-in", "delete-account"])
      expect(parseSendCode(aSendCodeInput({ purpose }), allowing).purpose).toBe(purpose);
    const { violations } = refusal(() => parseSendCode(aSendCodeInput({ purpose: "order" }), allowing));
    expect(violations).toEqual([{ field: "purpose", description: "is not one that the tenant allows" }]);
  });

  test("takes no purpose for sign-in, which the tenant may not allow", () => {
    const input = aSendCodeInput({ purpose: "" });
    const failure = refusal(() => parseSendCode(input, aTenant({ purposes: ["delete-account"] })));
    expect(failure.violations.map(({ field }) => field)).toEqual(["purpose"]);
  });

  test("takes a resend for any purpose: its challenge has one already", () => {
    const input = aSendCodeInput({ challengeId: "nc1_x", email: "", purpose: "" });
    expect(() => parseSendCode(input, aTenant({ purposes: ["delete-account"] }))).not.toThrow();
  });

  test("refuses an address that breaks its rule with a resend too", () => {
    const input = aSendCodeInput({ email: "nobody", challengeId: "nc1_x" });
    expect(refusal(() => parseSendCode(input, tenant)).reason).toBe("EMAIL_INVALID");
  });

  test("repeats no value in what it reports", () => {
    const input = aSendCodeInput({
      email: "se cret",
      purpose: "Secret?",
      nonce: "secret".repeat(99),
      locale: "secret?",
    });
    const { message, violations } = refusal(() => parseSendCode(input, tenant));
    expect(JSON.stringify([message, violations]).toLowerCase()).not.toMatch(/se ?cret/);
  });
});

describe("VerifyCode", () => {
  test.for<{ what: string; input: Partial<VerifyCodeInput> }>([
    { what: "a challenge and a code", input: {} },
    { what: "a code of 64 characters", input: { code: "c".repeat(64) } },
    { what: "a code of one character", input: { code: " " } },
    { what: "a challenge id of 1,024 characters", input: { challengeId: "x".repeat(1024) } },
    { what: "an attempt id of 22 characters", input: { attemptId: "a".repeat(22) } },
    { what: "an attempt id of 64 characters", input: { attemptId: "a".repeat(64) } },
  ])("takes $what", ({ input }) => {
    expect(() => parseVerifyCode(aVerifyCodeInput(input))).not.toThrow();
  });

  test.for<{ what: string; input: Partial<VerifyCodeInput>; field: string }>([
    { what: "no challenge", input: { challengeId: "" }, field: "challenge_id" },
    {
      what: "a challenge id of 1,025 characters",
      input: { challengeId: "x".repeat(1025) },
      field: "challenge_id",
    },
    { what: "no code", input: { code: "" }, field: "code" },
    { what: "a code of 65 characters", input: { code: "c".repeat(65) }, field: "code" },
    { what: "an attempt id of 21 characters", input: { attemptId: "a".repeat(21) }, field: "attempt_id" },
    { what: "an attempt id of 65 characters", input: { attemptId: "a".repeat(65) }, field: "attempt_id" },
    { what: "an attempt id with a space", input: { attemptId: "a ".repeat(11) }, field: "attempt_id" },
  ])("refuses $what", ({ input, field }) => {
    const { reason, violations } = refusal(() => parseVerifyCode(aVerifyCodeInput(input)));
    expect(reason).toBe("REQUEST_INVALID");
    expect(violations.map((violation) => violation.field)).toEqual([field]);
  });

  test("reports every field that breaks its rule at once, and how it should be", () => {
    const none = refusal(() => parseVerifyCode({ challengeId: "", code: "", attemptId: "?" }));
    expect(none.violations).toEqual([
      { field: "challenge_id", description: "is required" },
      { field: "code", description: "is required" },
      { field: "attempt_id", description: "must be 22 to 64 characters of base64url" },
    ]);
    const long = { challengeId: "x".repeat(1025), code: "c".repeat(65), attemptId: "" };
    expect(refusal(() => parseVerifyCode(long)).violations).toEqual([
      { field: "challenge_id", description: "must be at most 1024 characters" },
      { field: "code", description: "must be at most 64 characters" },
    ]);
  });
});

function refusal(parse: () => unknown): Failure {
  try {
    parse();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it was not refused");
}
