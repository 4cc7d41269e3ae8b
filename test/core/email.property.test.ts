import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEmail } from "../../src/core/email.ts";

/** Each position in which one odd character may stand. */
const around: readonly ((odd: string) => string)[] = [
  (odd) => `a${odd}b@example.com`,
  (odd) => `ada@a${odd}b.com`,
  (odd) => `ada${odd}@example.com`,
  (odd) => `ada@${odd}example.com`,
  (odd) => `ada${odd}example.com`,
  (odd) => `ada@example.com${odd}`,
];

const canonical = /^[!-?A-~]{1,64}@[a-z0-9.-]{4,253}$/;

describe("every code point of Unicode", () => {
  test("leaves an address refused, or canonical: read again it is the same", () => {
    const broken: string[] = [];
    for (const odd of codePoints())
      for (const place of around) {
        const email = parseEmail(place(odd));
        if (email !== undefined && !(canonical.test(email) && parseEmail(email) === email))
          broken.push(place(odd));
      }
    expect(broken).toEqual([]);
  }, 60_000);

  test("that stands for a character of address syntax is refused", () => {
    const accepted: string[] = [];
    for (const odd of codePoints()) {
      if (odd === "." || odd === "\u3002" || !/[@,.<>()"\\:;]/.test(odd.normalize("NFKC"))) continue;
      for (const place of around)
        if (odd !== "@" && parseEmail(place(odd)) !== undefined) accepted.push(place(odd));
    }
    expect(accepted).toEqual([]);
  }, 60_000);

  test("never vanishes from a domain", () => {
    const vanished = codePoints().filter(
      (odd) => odd !== " " && parseEmail(`ada@a${odd}b.com`) === "ada@ab.com",
    );
    expect(vanished).toEqual([]);
  }, 60_000);
});

const pieces = fc.constantFrom(
  "a",
  "Z",
  "0",
  ".",
  "-",
  "+",
  "@",
  " ",
  "ü",
  "u\u0308",
  "例",
  "xn--",
  "。",
  "＠",
  "\u200d",
  "\u202e",
  '"',
  ",",
  "\r\n",
);
const typed = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join("")),
  fc.tuple(fc.emailAddress(), pieces).map(([address, odd]) => address + odd),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => `ada@${text}.com`),
);

test("whatever is typed is refused, or has one spelling with one @", () => {
  fc.assert(
    fc.property(typed, fc.boolean(), (input, keepLocalCase) => {
      const email = parseEmail(input, keepLocalCase);
      if (email === undefined) return;
      expect(email).toMatch(canonical);
      expect(email.split("@")).toHaveLength(2);
      expect(parseEmail(email, keepLocalCase)).toBe(email);
      expect(parseEmail(`  ${email.toUpperCase()} `)).toBe(email.toLowerCase());
    }),
    { numRuns: 5_000 },
  );
});

test("an ordinary address is itself, in lower case", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
  const label = fc.stringMatching(/^[A-Za-z0-9]{1,20}$/);
  fc.assert(
    fc.property(word, word, label, (a, b, domain) => {
      const typed = `${a}.${b}+tag@${domain}.example`;
      expect(parseEmail(typed)).toBe(typed.toLowerCase());
    }),
  );
});

function codePoints(): string[] {
  return Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));
}
