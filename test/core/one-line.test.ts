import { expect, test } from "vitest";
import { asOneLine, isOneLine, oneLine } from "../../src/core/one-line.ts";

test.for(["", "Acme, Inc.", "Bücher & Söhne", "アクメ", "אקמה", "👩‍💻"])("%j is one line", (text) => {
  expect(isOneLine(text)).toBe(true);
  expect(oneLine("a name", text)).toBe(text);
  expect(asOneLine(text)).toBe(text);
});

test.for([
  { what: "a line break", odd: "\n" },
  { what: "a carriage return", odd: "\r" },
  { what: "a terminal's escape", odd: "\u001b" },
  { what: "a null", odd: "\u0000" },
  { what: "a C1 control", odd: "\u0085" },
  { what: "a line separator", odd: "\u2028" },
  { what: "a paragraph separator", odd: "\u2029" },
  { what: "a bidi embedding", odd: "\u202a" },
  { what: "a bidi override", odd: "\u202e" },
  { what: "a bidi isolate", odd: "\u2066" },
  { what: "the end of a bidi isolate", odd: "\u2069" },
])(
  "$what does not stay on its line: it is refused without being repeated, and shown as \ufffd",
  ({ odd }) => {
    const text = `Acme${odd}Bcc: ada@example.com${odd}`;
    expect(isOneLine(text)).toBe(false);
    expect(() => oneLine("the brand's name", text)).toThrow(
      /^the brand's name holds a line break or control character$/,
    );
    expect(asOneLine(text)).toBe("Acme\ufffdBcc: ada@example.com\ufffd");
  },
);
