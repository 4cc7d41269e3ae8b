import type { Sender } from "../core/sender.ts";

/**
 * Writes free text as the value of a header that people read, such as the subject.
 *
 * The text has passed `oneLine`. `column` is where the value starts in its line.
 */
export function headerText(text: string, column: number): string {
  return isPlain(text) && column + text.length <= maxLineLength ? text : encodedWords(text);
}

/** Writes a sender as the value of an address header. */
export function headerMailbox({ name, address }: Sender): string {
  if (name === "") return address;
  if (!isPlain(name) || name.length > maxQuotedLength) return `${encodedWords(name)}\r\n <${address}>`;
  return `"${name.replace(/["\\]/g, "\\$&")}" <${address}>`;
}

/** RFC 5322 §2.1.1, without the line break. */
const maxLineLength = 78;

/** Leaves room in the line for the header's name and most addresses. */
const maxQuotedLength = 40;

/** Printable ASCII that no reader takes for an encoded word, not even one that looks for them in quotes. */
function isPlain(text: string): boolean {
  return printable.test(text) && !text.includes("=?");
}

/** A space at either end would be lost. */
const printable = /^[!-~](?:[ -~]*[!-~])?$/;

/**
 * RFC 2047 §2: an encoded word has at most 75 characters and its line 76, which must hold the header's name as well.
 * 39 bytes make 52 characters of base64, 64 with the frame.
 */
const maxWordBytes = 39;

/** RFC 2047 §5: each word is decoded alone, so no character may be split between two. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = "";
  let bytes = 0;
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > maxWordBytes) {
      words.push(word);
      word = "";
      bytes = 0;
    }
    word += character;
    bytes += size;
  }
  words.push(word);
  return words.map((each) => `=?UTF-8?B?${Buffer.from(each).toString("base64")}?=`).join("\r\n ");
}
