/** The forms of a word, for those plural categories that the language has. */
export type Forms = { readonly other: string } & { readonly [rule in Intl.LDMLPluralRule]?: string };

/** Counts things in a language: `counted(2, { one: "minute", other: "minutes" })` is `2 minutes`. */
export function createCounter(lang: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(lang);
  return (count, forms) => `${count} ${forms[rules.select(count)] ?? forms.other}`;
}
