import fc from "fast-check";
import { expect, test } from "vitest";
import { parseEmail } from "../../src/core/email.ts";

const canonical = /^[!-?A-~]{1,64}@[a-z0-9.-]{4,253}$/;

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
