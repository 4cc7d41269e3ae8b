declare const brand: unique symbol;

/** An address in the one canonical form that is keyed, mailed and put in the receipt. */
export type EmailAddress = string & { readonly [brand]: "EmailAddress" };

/** The longest address that a mail transaction can carry (RFC 5321 §4.5.3.1.3: 256 octets with the angle brackets). */
export const maxEmailLength = 254;

/**
 * Reads an address as a person typed it, or refuses it with `undefined`.
 *
 * Only `dot-atom@domain` is an address here: no display name, quotes, comments, literals, lists or non-ASCII local
 * part (SES cannot mail those, RFC 6531). There is no folding of dots or `+tags`: two addresses that may be two
 * mailboxes stay two.
 */
export function parseEmail(input: string, keepLocalCase = false): EmailAddress | undefined {
  const text = trimSpaces(input);
  if (text.length > maxTypedLength || !text.includes("@")) return undefined;
  const at = text.indexOf("@");
  const local = text.slice(0, at);
  if (local.length > maxLocalLength || !dotAtom.test(local) || encodedWord.test(local)) return undefined;
  const domain = canonicalDomain(text.slice(at + 1));
  if (domain === undefined) return undefined;
  const email = `${keepLocalCase ? local : local.toLowerCase()}@${domain}`;
  return email.length <= maxEmailLength ? (email as EmailAddress) : undefined;
}

/** A domain may be typed in Unicode, and is longer or shorter then. */
const maxTypedLength = 320;

/** RFC 5321 §4.5.3.1.1. */
const maxLocalLength = 64;

/** RFC 5322 §3.2.3, without the backtick, which some mail systems hand to a shell. */
const dotAtom = /^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*$/;

/**
 * What looks like an encoded word (RFC 2047 §2). None may stand in an address (§5), but programs decode it there all the
 * same, and take what comes out for another one.
 */
const encodedWord = /=\?.*\?=/;

/** At least two labels; the last begins with a letter, so that no IPv4 address is a domain. */
const asciiDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * What may stand in a domain before UTS 46 is applied: letters, marks, digits, and the few signs that IDNA allows
 * between letters (RFC 5892, appendix A).
 *
 * The URL parser would drop, decode or cut at most other characters instead of refusing them: a soft hyphen vanishes,
 * `%70` becomes `p`, and `example.com/x` becomes `example.com`. Marks that it drops (variation selectors) are no part
 * of a name either.
 */
const typedDomain =
  /^(?:[[\p{L}\p{M}\p{Nd}.\u3002\u00b7\u0375\u05f3\u05f4\u30fb\-]--\p{Default_Ignorable_Code_Point}]|\u200c|\u200d)+$/v;

function canonicalDomain(typed: string): string | undefined {
  if (!typedDomain.test(typed)) return undefined;
  const url = URL.parse(`http://${typed}`);
  return url !== null && asciiDomain.test(url.hostname) ? url.hostname : undefined;
}

function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === " ") start++;
  while (text[end - 1] === " ") end--;
  return text.slice(start, end);
}
