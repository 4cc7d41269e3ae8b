import type { Brand } from "../core/brand.ts";
import { matchLanguage } from "../core/languages.ts";
import { oneLine } from "../core/one-line.ts";
import type { CodeMail } from "../core/ports.ts";
import { type CompiledMail, compileMail } from "./compile.ts";
import { escapeHtml } from "./html-text.ts";
import { isolate, isolateHtml } from "./isolate.ts";
import type { CodeLength } from "./layout.ts";
import type { RenderedMail } from "./mail.ts";
import { fillSlots, type SlotValues } from "./slots.ts";
import { namedPurpose } from "./wording.ts";

/**
 * Puts a code into words, in the language that fits best.
 *
 * `from` is the sender unless the brand has its own. Throws when the purpose or anything of the brand would break its
 * line, or the brand's host is none.
 */
export function renderMail(
  { to, code, ttlMs, purpose, locale, brand }: Omit<CodeMail, "tenant" | "expiresAtMs">,
  from: string,
): RenderedMail {
  const compiled = compiledMail(brand, locale, purpose, code.length > 8 ? "long" : "short");
  const duration = compiled.durationInWords(ttlMs);
  const inText: SlotValues = {
    code,
    duration,
    purpose: isolate(oneLine("the purpose", purpose), compiled.dir),
  };
  const inHtml: SlotValues = {
    code: escapeHtml(code),
    duration: escapeHtml(duration),
    purpose: isolateHtml(purpose),
  };
  return {
    from: brand.from ?? from,
    ...(brand.replyTo === undefined ? {} : { replyTo: brand.replyTo }),
    to,
    subject: fillSlots(compiled.subject, inText),
    text: fillSlots(compiled.text, inText),
    html: fillSlots(compiled.html, inHtml),
    code,
  };
}

/** A brand lives as long as the tenants file that it stands in, and what is written for it no longer. */
const compiledByBrand = new WeakMap<Brand, Map<string, CompiledMail>>();

/** No more of them than languages and purposes with sentences, twice: callers cannot make it grow. */
function compiledMail(brand: Brand, locale: string, purpose: string, codeLength: CodeLength): CompiledMail {
  let compiled = compiledByBrand.get(brand);
  if (compiled === undefined) {
    compiled = new Map();
    compiledByBrand.set(brand, compiled);
  }
  const language = matchLanguage(locale);
  const named = namedPurpose(brand, purpose) ?? "";
  const key = `${language} ${codeLength} ${named}`;
  let mail = compiled.get(key);
  if (mail === undefined) {
    mail = compileMail(brand, language, named, codeLength);
    compiled.set(key, mail);
  }
  return mail;
}
