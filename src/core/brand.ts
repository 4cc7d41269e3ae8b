import type { Language } from "./languages.ts";

/** How a tenant's mails present themselves. */
export interface Brand {
  /** The name in the subject and the text. */
  readonly name: string;
  /** The host on which the code is to be typed: the last line of the mail binds the code to it. */
  readonly host: string;
  /** The sender, where it is not the service's own. */
  readonly from?: string;
  readonly replyTo?: string;
  /** The colour of the code and of the line above the mail, as `#rrggbb`: readable on what it stands on. */
  readonly colour?: { readonly light: string; readonly dark: string };
  /** Where people are asked for the code, in the tenant's words, such as `the Acme app`. */
  readonly place?: Localised<string>;
  /** What stands below the mail, such as who the company is; lines end in LF. */
  readonly footer?: Localised<string>;
  /** Sentences of the tenant's own, by purpose and language, in place of ours. */
  readonly texts?: { readonly [purpose: string]: Localised<BrandTexts> };
}

/** What the code stands on in each scheme, from which a brand's colour must differ enough to be read. */
export const codeBackgrounds = { light: "#f3f4f6", dark: "#282b31" } as const;

/** Something in several languages; `*` is for every other one. */
export type Localised<T> = { readonly [language in Language | "*"]?: T | undefined };

/** The gaps that each sentence of a mail may have. */
export const sentences = {
  /** The code stands in it, as it is what lock screens and watches show. */
  subject: { gaps: ["code", "brand"], required: ["code"], maxLength: 120 },
  title: { gaps: ["brand"], required: [], maxLength: 120 },
  preview: { gaps: ["brand", "host", "duration"], required: [], maxLength: 200 },
  intro: { gaps: ["brand", "host", "purpose"], required: [], maxLength: 400 },
  validity: { gaps: ["duration"], required: ["duration"], maxLength: 200 },
  warning: { gaps: ["brand", "host"], required: [], maxLength: 400 },
  ignore: { gaps: ["brand"], required: [], maxLength: 400 },
} as const satisfies Record<string, SentenceRule>;

interface SentenceRule {
  readonly gaps: readonly Gap[];
  readonly required: readonly Gap[];
  /** In UTF-16 units, before anything is filled in. */
  readonly maxLength: number;
}

/** What may fill a gap of a sentence. */
export type Gap = "code" | "brand" | "host" | "duration" | "purpose";

export type SentenceName = keyof typeof sentences;

/** Sentences that a tenant says in its own words. */
export type BrandTexts = { readonly [name in SentenceName]?: string | undefined };
