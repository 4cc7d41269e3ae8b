import { generateKeyPairSync, hash } from "node:crypto";
import { SettingsError } from "../../../src/config/env.ts";
import { parseSettings } from "../../../src/config/settings.ts";

/** 32 bytes that look random, as base64; the same for the same name. */
export function aKeyringSecret(name = "k1"): string {
  return hash("sha256", `the secret of ${name}`, "base64");
}

/** A JWK as `nopass receipt-keys create` makes it. */
export function aReceiptKey(differences: object = {}): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), alg: "ES256", kid: "r1", ...differences };
}

export function anEdReceiptKey(differences: object = {}): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync("ed25519");
  return { ...privateKey.export({ format: "jwk" }), alg: "EdDSA", kid: "r2", ...differences };
}

/** The value of NOPASS_RECEIPT_KEYS. */
export function aKeySet(...keys: readonly object[]): string {
  return JSON.stringify({ keys });
}

const receiptKeys = aKeySet(aReceiptKey());

/** An environment that lacks nothing, with the differences that a test is about. */
export function anEnv(differences: Readonly<Record<string, string | undefined>> = {}) {
  return {
    NOPASS_MAIL_FROM: "Acme <no-reply@acme.example>",
    NOPASS_KEYRING: `k1:${aKeyringSecret()}`,
    NOPASS_RECEIPT_KEYS: receiptKeys,
    NOPASS_TENANTS: "tenants.yaml",
    ...differences,
  };
}

/** What is wrong with an environment; nothing if it is accepted. */
export function problemsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return problemsIn(() => parseSettings(env));
}

/** What some parsing complains about; nothing if it does not. */
export function problemsIn(parse: () => unknown): readonly string[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
