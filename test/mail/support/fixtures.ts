import type { Brand } from "../../../src/core/brand.ts";
import type { EmailAddress } from "../../../src/core/email.ts";
import type { CodeMail } from "../../../src/core/ports.ts";
import type { Mail } from "../../../src/mail/mail.ts";

export const noon = new Date("2026-03-01T12:00:00Z");

export const acme: Brand = { name: "Acme", host: "acme.com" };

export const acmeSender = "Acme <no-reply@acme.com>";

/** For tests whose address is not about what `parseEmail` says of it. */
export function address(text: string): EmailAddress {
  return text as EmailAddress;
}

export function aCodeMail(overrides: Partial<CodeMail> = {}): CodeMail {
  return {
    to: address("ada@example.com"),
    code: "123456",
    ttlMs: 300_000,
    purpose: "sign-in",
    locale: "en",
    brand: acme,
    tenant: "acme",
    expiresAtMs: noon.getTime() + 300_000,
    ...overrides,
  };
}

export function aMail(overrides: Partial<Mail> = {}): Mail {
  return {
    from: acmeSender,
    to: address("ada@example.com"),
    subject: "123456 is your Acme code",
    text: "Use this code:\n\n123456\n\n@acme.com #123456",
    html: "<p>Use this code: <strong>123456</strong></p>\n",
    code: "123456",
    tenant: "acme",
    purpose: "sign-in",
    locale: "en",
    expiresAtMs: noon.getTime() + 300_000,
    ...overrides,
  };
}
