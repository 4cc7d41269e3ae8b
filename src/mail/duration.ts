import type { Language } from "../core/languages.ts";
import type { Forms, Messages } from "./locales/messages.ts";

/** Says how long something lasts, in milliseconds, in one number and unit, and never longer than it does. */
export function createDurationInWords(
  language: Language,
  { units, digits = "latn" }: Messages,
): (durationMs: number) => string {
  const { rules, numbers } = formatsOf(language, digits);
  const counted = (count: number, forms: Forms) =>
    (forms[rules.select(count)] ?? forms.other).replace("#", numbers.format(count));
  const inWords = (seconds: number) => {
    if (seconds >= secondsPerHour && seconds % secondsPerHour === 0)
      return counted(seconds / secondsPerHour, units.hour);
    if (seconds >= 2 * secondsPerMinute || seconds === secondsPerMinute)
      return counted(Math.floor(seconds / secondsPerMinute), units.minute);
    return counted(seconds, units.second);
  };
  // Hardly anybody has more than one duration, and to find its plural takes longer than to write the mail.
  let known = { seconds: Number.NaN, words: "" };
  return (durationMs) => {
    const seconds = Math.floor(durationMs / 1000);
    if (seconds !== known.seconds) known = { seconds, words: inWords(seconds) };
    return known.words;
  };
}

interface Formats {
  readonly rules: Intl.PluralRules;
  readonly numbers: Intl.NumberFormat;
}

/**
 * Shared by the mails of all tenants: to make them and to use them for the first time takes as long as all the rest of a
 * first mail, and each pair holds some 5 KB.
 */
const formats = new Map<string, Formats>();

function formatsOf(language: Language, digits: string): Formats {
  const name = `${language} ${digits}`;
  const made = formats.get(name) ?? {
    rules: new Intl.PluralRules(language),
    numbers: new Intl.NumberFormat(language, { useGrouping: false, numberingSystem: digits }),
  };
  formats.set(name, made);
  return made;
}

const secondsPerMinute = 60;
const secondsPerHour = 3600;
