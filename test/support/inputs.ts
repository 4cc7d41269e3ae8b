import type { SendCodeInput, VerifyCodeInput } from "../../src/core/requests.ts";

/** A SendCode with nothing but an address. */
export function aSendCodeInput(differences: Partial<SendCodeInput> = {}): SendCodeInput {
  return {
    email: "ada@example.com",
    ttlMs: undefined,
    locale: "",
    purpose: "",
    nonce: "",
    idempotencyKey: "",
    challengeId: "",
    clientIp: "",
    knownDevice: "",
    stranger: false,
    ...differences,
  };
}

export function aVerifyCodeInput(differences: Partial<VerifyCodeInput> = {}): VerifyCodeInput {
  return { challengeId: "nc1_made-up", code: "012345", attemptId: "", ...differences };
}
