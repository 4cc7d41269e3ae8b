import { describe, expect, test } from "vitest";
import { aliases, languages, matchLanguage } from "../../src/core/languages.ts";

describe("the language of a tag", () => {
  test.for([...languages])("%s is itself, in any case and with any region or extension", (language) => {
    expect(matchLanguage(language)).toBe(language);
    expect(matchLanguage(language.toUpperCase())).toBe(language);
    expect(matchLanguage(`${language}-001`)).toBe(language);
    expect(matchLanguage(`${language}-u-nu-latn`)).toBe(language);
  });

  test.for([
    ["de-AT", "de"],
    ["de-Latn-CH-1996", "de"],
    ["en-GB", "en"],
    ["es-419", "es"],
    ["fr-CA", "fr"],
    ["zh", "zh-Hans"],
    ["zh-CN", "zh-Hans"],
    ["zh-SG", "zh-Hans"],
    ["zh-Hans-HK", "zh-Hans"],
    ["zh-TW", "zh-Hant"],
    ["zh-HK", "zh-Hant"],
    ["zh-MO", "zh-Hant"],
    ["zh-Hant-CN", "zh-Hant"],
    ["yue-HK", "zh-Hant"],
    ["cmn-Hans-CN", "zh-Hans"],
    ["no", "nb"],
    ["nn-NO", "nb"],
    ["no-NO", "nb"],
    ["iw-IL", "he"],
    ["in-ID", "id"],
    ["ms-MY", "id"],
    ["mo", "ro"],
    ["pt", "pt-BR"],
    ["pt-BR", "pt-BR"],
    ["pt-PT", "pt-PT"],
    ["pt-AO", "pt-PT"],
    ["pt-US", "pt-BR"],
    ["sr", "sr"],
    ["sr-RS", "sr"],
    ["sr-Cyrl-RS", "sr"],
    ["sr-Latn-RS", "sr-Latn"],
    ["sr-ME", "sr-Latn"],
    ["sh", "sr-Latn"],
    ["bs-BA", "hr"],
    ["gsw-CH", "de"],
    ["pt_BR", "pt-BR"],
    ["zh_TW", "zh-Hant"],
    ["tlh", "en"],
    ["x-de", "en"],
    ["und", "en"],
    ["deu", "en"],
    ["", "en"],
    ["-", "en"],
    ["-de", "en"],
    ["constructor", "en"],
    ["__proto__", "en"],
    [`de${"-a".repeat(5_000)}`, "de"],
    ["a".repeat(5_000), "en"],
  ] as const)("%s is %s", ([tag, want]) => {
    expect(matchLanguage(tag)).toBe(want);
  });

  test("no other name is a language of its own, nor that of two", () => {
    const others: string[] = Object.values(aliases).flat();
    const tags: string[] = languages.map((language) => language.toLowerCase());
    expect(others.filter((other) => tags.includes(other))).toEqual([]);
    expect(new Set(others).size).toBe(others.length);
  });

  test("every tag is written as the standard writes it", () => {
    expect(Intl.getCanonicalLocales([...languages])).toEqual([...languages]);
  });
});
