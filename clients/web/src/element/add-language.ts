import type { NoPassVerify } from "./nopass-verify.ts";
import type { Strings } from "./strings.ts";

/** Adds a language, also for the elements that are there already, and also if they come from another file. */
export async function addLanguage(tag: string, strings: Strings): Promise<void> {
  // On a server there is no registry.
  const Element = (await globalThis.customElements?.whenDefined("nopass-verify")) as typeof NoPassVerify;
  if (!Element) return;
  Element.languages[tag] = strings;
  for (const element of document.querySelectorAll("nopass-verify")) element.strings = {};
}
