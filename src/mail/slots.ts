/** What differs between two mails of the same tenant, language and purpose. */
export interface SlotValues {
  readonly code: string;
  readonly duration: string;
  readonly purpose: string;
}

/** A text that is finished but for its slots. */
export interface Slots {
  readonly first: string;
  readonly rest: readonly { readonly slot: keyof SlotValues; readonly text: string }[];
}

/** Stands for a slot while a text is put together. No text of anybody's holds NUL: `oneLine` sees to it. */
export function slot(name: keyof SlotValues): string {
  return `\0${name}\0`;
}

/** Finds the slots in a finished text. */
export function cutAtSlots(text: string): Slots {
  const [first = "", ...pieces] = text.split("\0");
  const rest: { slot: keyof SlotValues; text: string }[] = [];
  for (let i = 0; i < pieces.length; i += 2)
    rest.push({ slot: pieces[i] as keyof SlotValues, text: pieces[i + 1] ?? "" });
  return { first, rest };
}

/** Writes the text with this mail's values in its slots. */
export function fillSlots({ first, rest }: Slots, values: SlotValues): string {
  let filled = first;
  for (const { slot: name, text } of rest) filled += values[name] + text;
  return filled;
}
