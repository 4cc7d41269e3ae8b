import { type Brand, type Gap, type Localised, type SentenceName, sentences } from "../core/brand.ts";
import type { Language } from "../core/languages.ts";
import { oneLine } from "../core/one-line.ts";
import { parseTemplate, type Template } from "../core/template.ts";
import { catalogs } from "./locales/index.ts";
import { type KnownPurpose, knownPurposes, otherNames } from "./locales/messages.ts";

/** The sentences of a mail, the tenant's own where it has them. */
export type Wording = { readonly [name in SentenceName]: Template<Gap> };

/**
 * Chooses what a mail says. For each sentence what is written for the language goes before what is for every language,
 * then what is for the purpose before what is for every purpose, and the tenant's before ours.
 *
 * Throws on a sentence that could not be read, which a tenants file that was accepted has none of.
 */
export function chooseWording({ texts }: Brand, language: Language, purpose: string): Wording {
  const { intros, ...ours } = catalogs[language];
  const own = [
    of(texts, purpose)?.[language],
    of(texts, "*")?.[language],
    of(texts, purpose)?.["*"],
    of(texts, "*")?.["*"],
  ];
  const defaults = { ...ours, intro: intros[knownPurpose(purpose) ?? "other"] };
  const chosen = (name: SentenceName) => {
    const text = own.find((each) => each?.[name] !== undefined)?.[name] ?? defaults[name];
    const template = parseTemplate(oneLine(`the ${name}`, text), sentences[name].gaps);
    if ("problem" in template) throw new Error(`the ${name} ${template.problem}`);
    return [name, template] as const;
  };
  return Object.fromEntries((Object.keys(sentences) as SentenceName[]).map(chosen)) as Wording;
}

/** What is written for a language, or for every one. */
export function inLanguage<T>(texts: Localised<T> | undefined, language: Language): T | undefined {
  return texts?.[language] ?? texts?.["*"];
}

/** Under which name a purpose has sentences of its own, ours or the tenant's; `undefined` is one like any other. */
export function namedPurpose({ texts }: Brand, purpose: string): string | undefined {
  return of(texts, purpose) === undefined ? knownPurpose(purpose) : purpose;
}

function knownPurpose(purpose: string): KnownPurpose | undefined {
  return otherNames.get(purpose) ?? knownPurposes.find((known) => known === purpose);
}

/** Callers choose purposes, so none of them may name what every object inherits. */
function of<T>(texts: { readonly [purpose: string]: T } | undefined, purpose: string): T | undefined {
  return texts !== undefined && Object.hasOwn(texts, purpose) ? texts[purpose] : undefined;
}
