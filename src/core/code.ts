import type { RandomInt } from "./ports.ts";

/** What the codes of a challenge look like. */
export interface CodeFormat {
  readonly alphabet: CodeAlphabet;
  /** Characters of a code: 6 to 10 digits, or 8 to 12 of base 32. */
  readonly length: number;
}

export type CodeAlphabet = keyof typeof alphabets;

/** The characters of each alphabet. `base32` is Crockford's: no I, L, O or U. */
const alphabets = {
  digits: "0123456789",
  base32: "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
} as const;

/** How many codes there are, all equally likely. */
export function codeSpace({ alphabet, length }: CodeFormat): number {
  return alphabets[alphabet].length ** length;
}

/** The format of codes while their tenant is under attack: two characters more, as far as the alphabet allows. */
export function longer({ alphabet, length }: CodeFormat): CodeFormat {
  return { alphabet, length: Math.min(length + 2, longest[alphabet]) };
}

const longest = { digits: 10, base32: 12 } as const satisfies Record<CodeAlphabet, number>;

/** Draws a code. Leading zeros count: `000000` is as likely as any other. */
export function drawCode({ alphabet, length }: CodeFormat, randomInt: RandomInt): string {
  const characters = alphabets[alphabet];
  let code = "";
  while (code.length < length) code += characters[randomInt(characters.length)];
  return code;
}

/**
 * Brings a typed code into the form that it was drawn in: full-width characters, spaces and hyphens, and for base 32
 * also case and the letters that look like digits.
 *
 * Whatever else was typed stays as it is and is judged, and wrong.
 */
export function normaliseCode(typed: string, alphabet: CodeAlphabet): string {
  const narrow = typed.replace(/[\uff01-\uff5e]/g, (wide) =>
    String.fromCharCode(wide.charCodeAt(0) - wideOffset),
  );
  const plain = narrow.replace(/[\s\p{Dash}]/gu, "");
  if (alphabet === "digits") return plain;
  return plain.toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
}

/** Full-width forms stand this far above the ASCII characters that they mirror. */
const wideOffset = 0xfee0;
