/**
 * Brings what was typed, pasted or filled in into the form of a code: `١٢٣ 456` becomes `123456`.
 *
 * Whatever cannot be in a code of the alphabet is left out. Its length, and letters that look like digits, are the
 * service's to judge.
 */
export function normaliseCode(text: string, alphabet: "digits" | "base32" = "base32"): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Nd}/gu, (digit) => `${valueOfDigit(digit)}`)
    .toUpperCase()
    .replace(alphabet === "digits" ? /\D/g : /[^\dA-Z]/g, "");
}

/** Unicode keeps the digits of each script together, from 0 to 9 (Unicode Standard §4.6). */
function valueOfDigit(digit: string): number {
  const previous = String.fromCodePoint((digit.codePointAt(0) ?? 0) - 1);
  return /\p{Nd}/u.test(previous) ? (valueOfDigit(previous) + 1) % 10 : 0;
}
