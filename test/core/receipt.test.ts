import { describe, expect, test } from "vitest";
import type { EmailAddress } from "../../src/core/email.ts";
import { receiptClaims } from "../../src/core/receipt.ts";
import { aChallenge } from "../support/challenges.ts";
import { aKeyring } from "../support/keyrings.ts";
import { noonMs } from "../support/noon.ts";

const keys = aKeyring().primary;
const claims = (challenge = aChallenge(), atMs = noonMs) =>
  receiptClaims(keys, challenge, "https://codes.example", atMs);

describe("the claims of a receipt", () => {
  test("state what was proven, when, to whom and for what", () => {
    expect(claims(aChallenge({ nonce: "n-1" }))).toEqual({
      iss: "https://codes.example",
      aud: "acme",
      sub: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      email: "ada@example.com",
      email_verified: true,
      purpose: "sign-in",
      amr: ["otp"],
      auth_time: noonMs / 1000,
      iat: noonMs / 1000,
      exp: noonMs / 1000 + 300,
      jti: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      nonce: "n-1",
    });
  });

  test("have no nonce when the caller had none", () => {
    expect(claims()).not.toHaveProperty("nonce");
  });

  test("of a test say so, and no others do", () => {
    expect(claims(aChallenge({ test: true })).test).toBe(true);
    expect(claims()).not.toHaveProperty("test");
  });

  test("are whole seconds, never later than the attempt", () => {
    expect(claims(aChallenge(), noonMs + 999)).toMatchObject({
      auth_time: noonMs / 1000,
      exp: noonMs / 1000 + 300,
    });
  });

  test("name the same person the same for one tenant, and differently for another", () => {
    const later = claims(aChallenge({ id: Buffer.alloc(16), window: 1, purpose: "other" }));
    expect(later.sub).toBe(claims().sub);
    expect(claims(aChallenge({ tenant: "other" })).sub).not.toBe(claims().sub);
    expect(claims(aChallenge({ email: "eve@example.com" as EmailAddress })).sub).not.toBe(claims().sub);
  });

  test("name each challenge, so that a back end accepts it once", () => {
    expect(claims(aChallenge({ id: Buffer.alloc(16) })).jti).not.toBe(claims().jti);
    expect(claims(aChallenge(), noonMs + 1).jti).toBe(claims().jti);
  });

  test("do not give the challenge's id away", () => {
    expect(Buffer.from(claims().jti, "base64url")).not.toEqual(aChallenge().id);
  });
});
