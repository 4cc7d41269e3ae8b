import { escapeHtml, type Html } from "./html-text.ts";

/** A direction of writing. */
export type Direction = "ltr" | "rtl";

/**
 * Keeps a name from disturbing the order of a sentence that is written in the other direction (UAX #9, FSI and PDI).
 *
 * Without need nothing is added: what is invisible is still copied, searched and looked at by filters against spam.
 */
export function isolate(value: string, sentence: Direction): string {
  return (sentence === "rtl" ? leftToRight : rightToLeft).test(value) ? `\u2068${value}\u2069` : value;
}

/** The same in HTML, where it costs nothing and is always done. */
export function isolateHtml(value: string): Html {
  return `<bdi>${escapeHtml(value)}</bdi>` as Html;
}

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Any letter but those. */
const leftToRight =
  /[[\p{L}]--[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]]/v;
