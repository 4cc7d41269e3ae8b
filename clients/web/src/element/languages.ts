import type { Strings } from "./strings.ts";

/**
 * The languages of this page, by tag. They stand in the page and not in a module, so that a language in a file of its
 * own finds an element in another.
 */
export function languages(): Record<string, Strings> {
  const page = globalThis as { nopassLanguages?: Record<string, Strings> };
  page.nopassLanguages ??= {};
  return page.nopassLanguages;
}

/** Adds a language, also for the elements that are there already. */
export function addLanguage(tag: string, strings: Strings): void {
  languages()[tag] = strings;
  if ("document" in globalThis)
    for (const element of document.querySelectorAll("nopass-verify"))
      element.dispatchEvent(new Event("nopass-language"));
}
