import type { EmailAddress } from "../../src/core/email.ts";
import type { SealedChallenge } from "../../src/core/seal.ts";

export function aChallenge(differences: Partial<SealedChallenge> = {}): SealedChallenge {
  return {
    tenant: "acme",
    window: 20_605,
    id: Buffer.from("0123456789abcdef"),
    email: "ada@example.com" as EmailAddress,
    purpose: "sign-in",
    nonce: "",
    openedBy: "Key00001",
    format: { alphabet: "digits", length: 6 },
    attempts: 1,
    test: false,
    ...differences,
  };
}
