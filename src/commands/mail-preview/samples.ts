import type { Brand } from "../../core/brand.ts";
import type { CodeFormat } from "../../core/code.ts";
import type { EmailAddress } from "../../core/email.ts";
import { type Language, languages } from "../../core/languages.ts";
import { defaultPolicy } from "../../core/policy.ts";
import { knownPurposes } from "../../mail/locales/messages.ts";
import type { RenderedMail } from "../../mail/mail.ts";
import { renderMail } from "../../mail/render.ts";

/** What of a tenant its mails show. */
export interface PreviewTenant {
  readonly id: string;
  readonly brand: Brand;
  readonly purposes: readonly string[] | undefined;
  readonly policy: { readonly code: CodeFormat; readonly ttlMs: number };
}

/** The tenant whose mails are shown where there is no tenants file. */
export const acme: PreviewTenant = {
  id: "acme",
  brand: { name: "Acme", host: "acme.example" },
  purposes: undefined,
  policy: defaultPolicy,
};

/** One mail as it would be sent. */
export interface Sample {
  readonly tenant: string;
  readonly language: Language;
  readonly purpose: string;
  readonly mail: RenderedMail;
}

/** A mail for each language and purpose that is asked for, or for every one. */
export function samplesOf(
  { id, brand, purposes, policy }: PreviewTenant,
  inLanguages: readonly Language[],
  forPurposes: readonly string[],
): readonly Sample[] {
  const own = Object.keys(brand.texts ?? {}).filter((purpose) => purpose !== "*");
  const all = purposes ?? [...new Set([...knownPurposes, ...own, unknownPurpose])];
  const code = sampleCode.slice(0, policy.code.length);
  return (inLanguages.length > 0 ? inLanguages : languages).flatMap((language) =>
    (forPurposes.length > 0 ? forPurposes : all).map((purpose) => ({
      tenant: id,
      language,
      purpose,
      mail: renderMail(
        {
          to: "ada@example.com" as EmailAddress,
          code,
          ttlMs: policy.ttlMs,
          purpose,
          locale: language,
          brand,
        },
        `${brand.name.replace(/[<>"]/g, "")} <no-reply@${brand.host}>`,
      ),
    })),
  );
}

/** In the way of every code: digits are base 32 too. */
const sampleCode = "493817260583";

/** Stands for those that no language has words for. */
const unknownPurpose = "invite-team";
