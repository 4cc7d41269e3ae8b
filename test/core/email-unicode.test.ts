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

function codePoints(): string[] {
  return Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));
}
