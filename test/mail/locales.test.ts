import { describe, expect, test } from "vitest";
import { sentences } from "../../src/core/brand.ts";
import { languages } from "../../src/core/languages.ts";
import { createDurationInWords } from "../../src/mail/duration.ts";
import { en } from "../../src/mail/locales/en.ts";
import { catalogs } from "../../src/mail/locales/index.ts";
import { knownPurposes, type Messages } from "../../src/mail/locales/messages.ts";

describe.for([...languages])("the sentences in %s", (language) => {
  const catalog = catalogs[language];

  test("have the same gaps as in English, each once", () => {
    for (const [name, text] of sentencesOf(catalog)) {
      const want = gapsIn(new Map(sentencesOf(en)).get(name) ?? "");
      expect(gapsIn(text), `${name}: ${text}`).toEqual(want);
    }
  });

  test("could be written by a tenant too", () => {
    for (const name of Object.keys(sentences) as (keyof typeof sentences)[])
      for (const text of name === "intro" ? Object.values(catalog.intros) : [catalog[name]])
        expect(text.length, text).toBeLessThanOrEqual(sentences[name].maxLength);
  });

  test("are in the language's own script, or else were never translated", () => {
    const script = new Intl.Locale(language).maximize().script ?? "";
    const own = scripts[script] ?? new RegExp(`\\p{Script=${script}}`, "u");
    for (const [name, text] of sentencesOf(catalog))
      expect(text.replace(/\{\{\w+\}\}/g, ""), name).toMatch(own);
  });

  test("are not those of another language", () => {
    const distinct = ["warning", "ignore"] as const;
    for (const other of languages.filter((each) => each !== language))
      for (const name of distinct) expect(catalogs[other][name]).not.toBe(catalog[name]);
  });

  test("are clean text: no markup, no straight quotes, no double or outer spaces, no line break", () => {
    for (const [name, text] of sentencesOf(catalog)) {
      expect(text, name).not.toMatch(/[<>&"'\p{Cc}]| {2}/u);
      // But for the non-joiner that Persian spelling needs.
      expect(text.replaceAll("\u200c", ""), name).not.toMatch(/\p{Cf}/u);
      expect(text, name).toBe(text.trim());
      expect(text, name).toBe(text.normalize("NFC"));
    }
  });

  test("have a form for each plural that whole numbers take, and no form too many", () => {
    const rules = new Intl.PluralRules(language);
    const taken = new Set(Array.from({ length: 1440 }, (_, i) => rules.select(i + 1)));
    for (const forms of Object.values(catalog.units))
      expect(new Set(Object.keys(forms))).toEqual(new Set([...taken, "other"]));
  });

  test("run in the direction of their script", () => {
    const rtl = ["Arab", "Hebr"].includes(new Intl.Locale(language).maximize().script ?? "");
    expect(catalog.dir).toBe(rtl ? "rtl" : "ltr");
  });

  test("bring the code before the brand in the subject", () => {
    expect(catalog.subject.indexOf("{{code}}")).toBe(0);
  });
});

/** Scripts of more than one alphabet. */
const scripts: Record<string, RegExp> = {
  Jpan: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
  Kore: /\p{Script=Hangul}/u,
  Hans: /\p{Script=Han}/u,
  Hant: /\p{Script=Han}/u,
};

describe("durations", () => {
  test.for([
    ["en", "1 minute, 2 minutes, 3 minutes, 5 minutes, 11 minutes, 21 minutes, 22 minutes, 101 minutes"],
    ["de", "1 Minute, 2 Minuten, 3 Minuten, 5 Minuten, 11 Minuten, 21 Minuten, 22 Minuten, 101 Minuten"],
    ["fr", "1 minute, 2 minutes, 3 minutes, 5 minutes, 11 minutes, 21 minutes, 22 minutes, 101 minutes"],
    ["pl", "1 minutę, 2 minuty, 3 minuty, 5 minut, 11 minut, 21 minut, 22 minuty, 101 minut"],
    ["cs", "1 minutu, 2 minuty, 3 minuty, 5 minut, 11 minut, 21 minut, 22 minut, 101 minut"],
    ["ru", "1 минуту, 2 минуты, 3 минуты, 5 минут, 11 минут, 21 минуту, 22 минуты, 101 минуту"],
    ["uk", "1 хвилину, 2 хвилини, 3 хвилини, 5 хвилин, 11 хвилин, 21 хвилину, 22 хвилини, 101 хвилину"],
    ["sr", "1 минут, 2 минута, 3 минута, 5 минута, 11 минута, 21 минут, 22 минута, 101 минут"],
    ["hr", "1 minutu, 2 minute, 3 minute, 5 minuta, 11 minuta, 21 minutu, 22 minute, 101 minutu"],
    ["ro", "1 minut, 2 minute, 3 minute, 5 minute, 11 minute, 21 de minute, 22 de minute, 101 minute"],
    ["ar", "دقيقة واحدة, دقيقتين, 3 دقائق, 5 دقائق, 11 دقيقة, 21 دقيقة, 22 دقيقة, 101 دقيقة"],
    ["he", "דקה אחת, שתי דקות, 3 דקות, 5 דקות, 11 דקות, 21 דקות, 22 דקות, 101 דקות"],
    ["fa", "۱ دقیقه, ۲ دقیقه, ۳ دقیقه, ۵ دقیقه, ۱۱ دقیقه, ۲۱ دقیقه, ۲۲ دقیقه, ۱۰۱ دقیقه"],
    ["ja", "1分, 2分, 3分, 5分, 11分, 21分, 22分, 101分"],
    [
      "fi",
      "1 minuutin, 2 minuuttia, 3 minuuttia, 5 minuuttia, 11 minuuttia, 21 minuuttia, 22 minuuttia, 101 minuuttia",
    ],
  ] as const)("in %s: %s", ([language, want]) => {
    const inWords = createDurationInWords(language, catalogs[language]);
    expect([1, 2, 3, 5, 11, 21, 22, 101].map((minutes) => inWords(minutes * 60_000)).join(", ")).toBe(want);
  });

  test.for([...languages])("in %s differ with the number and the unit", (language) => {
    const inWords = createDurationInWords(language, catalogs[language]);
    const lengths = [30, 45, 59, 60, 61, 119, 120, 300, 660, 1260, 3540, 3600, 7200, 10800, 39600, 86400];
    const said = lengths.map((seconds) => inWords(seconds * 1000));
    expect(new Set(said).size).toBe(lengths.length);
    for (const words of said) expect(words).not.toMatch(/#|undefined|NaN/);
  });
});

function sentencesOf({
  dir: _dir,
  digits: _digits,
  units: _units,
  intros,
  ...rest
}: Messages): [string, string][] {
  return [
    ...Object.entries(rest),
    ...[...knownPurposes, "other" as const].map((p) => [p, intros[p]] as [string, string]),
  ];
}

function gapsIn(text: string): readonly string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name).sort();
}
