/** Every language that people are written to in: BCP 47 tags, as specific as it takes to tell two of them apart. */
export const languages = [
  "ar",
  "bg",
  "ca",
  "cs",
  "da",
  "de",
  "el",
  "en",
  "es",
  "fa",
  "fi",
  "fr",
  "he",
  "hi",
  "hr",
  "hu",
  "id",
  "it",
  "ja",
  "ko",
  "nb",
  "nl",
  "pl",
  "pt-BR",
  "pt-PT",
  "ro",
  "ru",
  "sk",
  "sr",
  "sr-Latn",
  "sv",
  "th",
  "tr",
  "uk",
  "ur",
  "vi",
  "zh-Hans",
  "zh-Hant",
] as const;

/** A language that people are written to in. */
export type Language = (typeof languages)[number];

/**
 * The language that fits a BCP 47 tag best (RFC 4647 §3.4): the tag, then with ever fewer subtags, then English.
 *
 * At each step older and regional names count too (`iw`, `zh-TW`). Underscores pass for hyphens, as in `pt_BR`.
 */
export function matchLanguage(tag: string): Language {
  let range = tag.slice(0, maxTagLength).toLowerCase().replaceAll("_", "-");
  while (range !== "") {
    const language = byRange.get(range);
    if (language !== undefined) return language;
    range = range.slice(0, Math.max(range.lastIndexOf("-"), 0));
  }
  return "en";
}

/** RFC 5646 §4.4.1. A caller's tag may be of any length, and each subtag of it is a step of the loop. */
const maxTagLength = 35;

/**
 * What else each language answers to: withdrawn codes (IANA registry), macrolanguages, the regions that decide on a
 * script or a standard (CLDR likely subtags and parent locales), and languages whose readers read it without effort.
 */
export const aliases = {
  de: ["gsw", "lb", "nds"],
  he: ["iw"],
  hr: ["bs"],
  id: ["in", "ms"],
  nb: ["no", "nn"],
  "pt-BR": ["pt"],
  "pt-PT": ["pt-ao", "pt-ch", "pt-cv", "pt-gq", "pt-gw", "pt-lu", "pt-mo", "pt-mz", "pt-st", "pt-tl"],
  ro: ["mo"],
  "sr-Latn": ["sh", "sr-me"],
  "zh-Hans": ["zh", "cmn"],
  "zh-Hant": ["zh-tw", "zh-hk", "zh-mo", "yue", "cmn-hant", "cmn-tw"],
} as const satisfies { readonly [language in Language]?: readonly string[] };

const byRange: ReadonlyMap<string, Language> = new Map<string, Language>([
  ...languages.map((language) => [language.toLowerCase(), language] as const),
  ...(Object.entries(aliases) as [Language, readonly string[]][]).flatMap(([language, ranges]) =>
    ranges.map((range) => [range, language] as const),
  ),
]);
