/**
 * Whether text stays on its line and in its place there: free of line breaks, other control characters, Unicode's line
 * separators, and the controls that turn the direction of writing (UAX #9 §2), by which text can pose as its neighbour.
 */
export function isOneLine(text: string): boolean {
  return !unprintable.test(text);
}

/**
 * Lets text through that stays on its line, and throws on any other: a line break in a name must not become a header,
 * a line of the mail or a command to a terminal.
 *
 * The error names what was wrong and never repeats the text, which may hold a code or an address.
 */
export function oneLine(what: string, text: string): string {
  if (!isOneLine(text)) throw new Error(`${what} holds a line break or control character`);
  return text;
}

/** Makes a line of any text, for those who have to be told of it: each character that does not belong there becomes `\ufffd`. */
export function asOneLine(text: string): string {
  return text.replace(unprintables, "\ufffd");
}

const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const unprintables = new RegExp(unprintable, "gu");
