/** A sentence with gaps: texts, and between them the names of what fills the gaps. */
export interface Template<Name extends string = string> {
  /** One more than `names`. */
  readonly texts: readonly string[];
  readonly names: readonly Name[];
}

/**
 * Reads a sentence with `{{name}}` in it, or says what is wrong with it in words that follow its place.
 *
 * There is nothing else to the language: no conditions, no loops, no way to print as markup.
 */
export function parseTemplate<Name extends string>(
  text: string,
  known: readonly Name[],
): Template<Name> | { readonly problem: string } {
  const texts: string[] = [];
  const names: Name[] = [];
  let end = 0;
  for (const { 0: whole, index } of text.matchAll(/\{\{[^{}]*\}\}/g)) {
    const name = whole.slice(2, -2).trim();
    const found = known.find((each) => each === name);
    if (found === undefined) return { problem: `has ${whole}, and can have only ${listed(known)}` };
    texts.push(text.slice(end, index));
    names.push(found);
    end = index + whole.length;
  }
  texts.push(text.slice(end));
  if (texts.some((each) => /\{\{|\}\}/.test(each)))
    return { problem: "has {{ or }} without the other: write a gap like {{brand}}" };
  return { texts, names };
}

/** Fills each gap; the texts between are changed by `write` too, so that they can be escaped. */
export function fill<Name extends string>(
  { texts, names }: Template<Name>,
  value: (name: Name) => string,
  write: (text: string) => string = (text) => text,
): string {
  return texts.map((text, i) => `${write(text)}${names[i] === undefined ? "" : value(names[i])}`).join("");
}

function listed(names: readonly string[]): string {
  return names.map((name) => `{{${name}}}`).join(", ");
}
