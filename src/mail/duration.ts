import type { Language } from "../core/languages.ts";
import type { Forms, Messages } from "./locales/messages.ts";

/** Says how long something lasts, in milliseconds, in one number and unit, and never longer than it does. */
export function createDurationInWords(
  language: Language,
  { units, digits = "latn" }: Messages,
): (durationMs: number) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language, { useGrouping: false, numberingSystem: digits });
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

const secondsPerMinute = 60;
const secondsPerHour = 3600;
