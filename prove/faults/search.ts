import type { Needle } from "../../test/e2e/support/needles.ts";

/** Looks for very many needles in very long texts at once. */
export interface Search {
  /** What stands in a text: the names of the needles, each once. */
  found(text: string): readonly string[];
}

/** Prepares the search; forms that are shorter than `keyLength` are not looked for. */
export function createSearch(needles: readonly Needle[]): Search {
  const byStart = new Map<string, { readonly form: string; readonly what: string }[]>();
  for (const { what, forms } of needles)
    for (const form of forms) {
      if (form.length < keyLength) continue;
      const start = form.slice(0, keyLength);
      const known = byStart.get(start);
      if (known === undefined) byStart.set(start, [{ form, what }]);
      else known.push({ form, what });
    }
  return {
    found(text) {
      const names = new Set<string>();
      for (let place = 0; place + keyLength <= text.length; place++)
        for (const { form, what } of byStart.get(text.slice(place, place + keyLength)) ?? [])
          if (text.startsWith(form, place) && !isWithinNumber(text, place, form)) names.add(what);
      return [...names];
    },
  };
}

/** Some digits of a longer number, or of an id in hex, are no code: there are very many of both. */
function isWithinNumber(text: string, place: number, form: string): boolean {
  const around = [text[place - 1], text[place + form.length]];
  return /^\d+$/.test(form) && around.some((sign) => sign !== undefined && /[\w.-]/.test(sign));
}

/** As long as the shortest form of a code or less. */
const keyLength = 8;
