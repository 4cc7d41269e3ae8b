import type { Random } from "../support/random.ts";

/** Inputs stay shorter than this: no parser here reads more, apart from refusing it. */
export const maxInputLength = 20_000;

/** Changes an input in one to four places; `other` is one to cross it with. */
export function mutate(random: Random, input: string, other: string, words: readonly string[]): string {
  let text = input;
  for (let changes = 1 + random.below(4); changes > 0; changes--) text = change(random, text, other, words);
  return text.slice(0, maxInputLength);
}

function change(random: Random, text: string, other: string, words: readonly string[]): string {
  const at = random.below(text.length + 1);
  const length = 1 + random.below(random.chance(80) ? 4 : Math.max(4, text.length >> 1));
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (random.below(9)) {
    case 0:
      return before + aCharacter(random) + after.slice(1);
    case 1:
      return before + aCharacter(random) + after;
    case 2:
      return before + after.slice(length);
    case 3:
      return before + text.slice(at, at + length).repeat(random.pick([2, 2, 3, 40])) + after.slice(length);
    case 4:
      return before + (words[random.below(words.length)] ?? "") + after.slice(random.below(2) * length);
    case 5:
      return before + other.slice(random.below(other.length + 1));
    case 6:
      return before + flipped(after.charCodeAt(0) || 0, random) + after.slice(1);
    case 7:
      return before;
    default:
      return before + other.slice(at, at + length) + after.slice(length);
  }
}

function flipped(code: number, random: Random): string {
  return String.fromCharCode(code ^ (1 << random.below(code > 0xff ? 16 : 8)));
}

/** Mostly what parsers look at; sometimes a control, any byte, or any unit of UTF-16, half a character among them. */
export function aCharacter(random: Random): string {
  switch (random.below(8)) {
    case 0:
      return random.pick(["\0", "\t", "\n", "\r", "\x1b", "\x7f", "\u0085", "\u2028", "\ufeff", "\u00ad"]);
    case 1:
      return String.fromCharCode(random.below(256));
    case 2:
      return String.fromCharCode(random.below(65_536));
    case 3:
      return aSign(random);
    default:
      return String.fromCharCode(33 + random.below(94));
  }
}

function aSign(random: Random): string {
  const signs = "@.<>()[]{}\"'\\,;:=%&?/#+-_*!|~^`$ \u3002\uff0e\u200c\u200d\u202e";
  return signs.charAt(random.below(signs.length));
}

/** A text of up to `most` characters. */
export function aText(random: Random, most: number): string {
  let text = "";
  for (let left = random.below(most + 1); left > 0; left--) text += aCharacter(random);
  return text;
}
