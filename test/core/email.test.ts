import { describe, expect, test } from "vitest";
import { maxEmailLength, parseEmail } from "../../src/core/email.ts";

interface Case {
  readonly input: string;
  readonly want: string | undefined;
  readonly because?: string;
}

const label63 = "a".repeat(63);

/** 254 characters, of which 64 stand before the @. */
const longest = `${"a".repeat(64)}@${label63}.${label63}.${"b".repeat(57)}.com`;

const cases: readonly Case[] = [
  { input: "ada@example.com", want: "ada@example.com" },
  { input: "  Ada@Example.COM ", want: "ada@example.com", because: "spaces and case are typing" },
  { input: "a.b+tag@mail.example.co.uk", want: "a.b+tag@mail.example.co.uk", because: "nothing is folded" },
  { input: "a.d.a@gmail.com", want: "a.d.a@gmail.com", because: "dots may matter" },
  {
    input: "!#$%&'*+/=?^_{|}~-@example.com",
    want: "!#$%&'*+/=?^_{|}~-@example.com",
    because: "RFC 5322 §3.2.3",
  },
  { input: "1@2.example", want: "1@2.example" },
  { input: "=?a@example.com", want: "=?a@example.com", because: "it is no whole encoded word" },
  { input: "a?=@example.com", want: "a?=@example.com", because: "it is no whole encoded word" },
  { input: "?=a=?@example.com", want: "?=a=?@example.com", because: "it is no encoded word" },
  { input: "ada@ab--cd.example", want: "ada@ab--cd.example" },
  { input: "ada@example.c0m", want: "ada@example.c0m" },

  { input: "", want: undefined },
  { input: " ", want: undefined },
  { input: "@", want: undefined },
  { input: "ada", want: undefined },
  { input: "example.com", want: undefined },
  { input: "ada@", want: undefined },
  { input: "@example.com", want: undefined },
  { input: "ada@@example.com", want: undefined },
  { input: "ada@b@example.com", want: undefined },
  { input: "ada@localhost", want: undefined, because: "a domain has two labels" },
  { input: "ada@example.com.", want: undefined, because: "the trailing dot would be another spelling" },
  { input: "ada@.example.com", want: undefined },
  { input: "ada@example..com", want: undefined },
  { input: ".ada@example.com", want: undefined },
  { input: "ada.@example.com", want: undefined },
  { input: "a..da@example.com", want: undefined },
  { input: "ada@-example.com", want: undefined },
  { input: "ada@example-.com", want: undefined },
  { input: "ada@exa_mple.com", want: undefined },
  { input: "ada@example.c", want: undefined },
  { input: "ada@example.123", want: undefined },
  { input: "ada@127.0.0.1", want: undefined },
  { input: "ada@127.1", want: undefined, because: "the URL parser makes it 127.0.0.1" },
  { input: "ada@0x7f.1", want: undefined, because: "the URL parser makes it 127.0.0.1" },
  { input: "ada@[127.0.0.1]", want: undefined },
  { input: "ada@[IPv6:::1]", want: undefined },
  { input: "ada@[::1]", want: undefined },

  { input: '"ada"@example.com', want: undefined, because: "CVE-2025-13033" },
  { input: '"ada@evil.example x"@example.com', want: undefined, because: "CVE-2025-13033" },
  { input: "ada(comment)@example.com", want: undefined, because: "CVE-2026-100699" },
  { input: "ada@example.com(comment)", want: undefined, because: "CVE-2026-100699" },
  { input: "Ada <ada@example.com>", want: undefined },
  { input: "<ada@example.com>", want: undefined },
  { input: "<aaa@bbb.example>ccc@ddd.example", want: undefined, because: "SES mails bbb.example" },
  { input: "ada@example.com,eve@evil.example", want: undefined, because: "CVE-2023-7028" },
  { input: "ada@example.com;eve@evil.example", want: undefined },
  { input: "ada@example.com eve@evil.example", want: undefined },
  { input: "friends: ada@example.com;", want: undefined },
  { input: "ad a@example.com", want: undefined },
  { input: "ada @example.com", want: undefined },
  { input: "ada@ example.com", want: undefined },
  { input: "`ada`@example.com", want: undefined },
  { input: "ada\\@example.com", want: undefined },
  { input: "mailto:ada@example.com", want: undefined },
  { input: "=?utf-8?q?=61?=@example.com", want: undefined, because: "readers decode it" },
  { input: "a=?x?q?ada=40evil.example=3e=00?=@example.com", want: undefined, because: "readers decode it" },
  { input: "=?8?Q??=@example.com", want: undefined, because: "readers decode it" },

  {
    input: "ada@example.com\r\nBcc: eve@evil.example",
    want: undefined,
    because: "headers must not be injected",
  },
  { input: "ada@example.com\n", want: undefined },
  { input: "\tada@example.com", want: undefined, because: "only spaces are trimmed" },
  { input: "ada\u0000@example.com", want: undefined },
  { input: "ada@exam\u0000ple.com", want: undefined },
  { input: "ada\u007f@example.com", want: undefined },
  { input: "ada\u0085@example.com", want: undefined },
  { input: "ada@exam\r\n ple.com", want: undefined, because: "CVE-2026-125755" },
  { input: "ada\u202e@example.com", want: undefined, because: "bidi override" },
  { input: "ada@\u202eexample.com", want: undefined, because: "bidi override" },
  { input: "ada@exam\u2066ple.com", want: undefined, because: "bidi isolate" },
  { input: "\ufeffada@example.com", want: undefined },
  { input: "ada\u00a0@example.com", want: undefined },
  { input: "ada@exam\u00adple.com", want: undefined, because: "a soft hyphen would vanish" },
  { input: "ada@exam\u200bple.com", want: undefined, because: "it would vanish" },
  { input: "ada@exam\ufe0fple.com", want: undefined, because: "a variation selector would vanish" },
  { input: "ada@exam\u034fple.com", want: undefined, because: "a grapheme joiner would vanish" },

  { input: "ada@example.com/x", want: undefined, because: "the URL parser would cut it off" },
  { input: "ada@example.com?x", want: undefined },
  { input: "ada@example.com#x", want: undefined },
  { input: "ada@example.com:25", want: undefined },
  { input: "ada@exam%70le.com", want: undefined, because: "the URL parser would decode it" },
  { input: "ada@user:pw@example.com", want: undefined },
  { input: "ada@example.com\\x", want: undefined },

  { input: "ada\uff20example.com", want: undefined, because: "CVE-2026-73420" },
  { input: "ada@eve\uff20example.com", want: undefined, because: "CVE-2026-73420" },
  { input: "ada@evil.example\uff0cexample.com", want: undefined, because: "a full-width comma" },
  { input: "ada@example\uff0ecom", want: undefined, because: "a full-width stop" },
  { input: "\u212ate@example.com", want: undefined, because: "the Kelvin sign is not a K (CVE-2019-19844)" },
  { input: "m\u0131ke@example.com", want: undefined, because: "CVE-2019-19844" },
  { input: "M\u0130KE@example.com", want: undefined },
  { input: "je\u017fs@example.com", want: undefined },
  { input: "jos\u00e9@example.com", want: undefined, because: "SES cannot mail it" },
  { input: "ada@\u212aelvin.example", want: "ada@kelvin.example", because: "UTS 46 maps it" },

  { input: "ada@B\u00dcCHER.example", want: "ada@xn--bcher-kva.example" },
  {
    input: "ada@bu\u0308cher.example",
    want: "ada@xn--bcher-kva.example",
    because: "the same letter in two parts",
  },
  { input: "ada@xn--bcher-kva.example", want: "ada@xn--bcher-kva.example" },
  { input: "ada@XN--Bcher-KVA.example", want: "ada@xn--bcher-kva.example" },
  { input: "ada@stra\u00dfe.example", want: "ada@xn--strae-oqa.example", because: "not transitional" },
  { input: "ada@\u4f8b\u3048.\u30c6\u30b9\u30c8", want: "ada@xn--r8jz45g.xn--zckzah" },
  { input: "ada@\u4f8b\u3048\u3002jp", want: "ada@xn--r8jz45g.jp", because: "an input method's full stop" },
  { input: "ada@l\u00b7l.cat", want: "ada@xn--ll-0ea.cat" },
  { input: "ada@\uff45\uff58ample.com", want: "ada@example.com" },
  { input: "ada@exa\u200dmple.com", want: undefined, because: "a joiner joins nothing there (RFC 5892)" },
  { input: "ada@a\u05d0.example", want: undefined, because: "the bidi rule (RFC 5893)" },
  { input: "ada@xn--.example", want: undefined },
  { input: "ada@\ufdfa.example", want: undefined, because: "it stands for words with spaces" },
  { input: "ada@\ud800.example", want: undefined, because: "half a character" },

  { input: `${"a".repeat(64)}@example.com`, want: `${"a".repeat(64)}@example.com` },
  { input: `${"a".repeat(65)}@example.com`, want: undefined, because: "RFC 5321 §4.5.3.1.1" },
  { input: `ada@${label63}.com`, want: `ada@${label63}.com` },
  { input: `ada@${label63}a.com`, want: undefined, because: "RFC 1035 §2.3.4" },
  { input: `ada@\u00fc${"a".repeat(60)}.com`, want: undefined, because: "its A-label is too long" },
  { input: longest, want: longest, because: "RFC 5321 §4.5.3.1.3" },
  { input: longest.replace("b.com", "bb.com"), want: undefined },
  { input: ` ${longest} `, want: longest },
];

describe("parseEmail", () => {
  test.for(cases)("case %#: $input becomes $want", ({ input, want }) => {
    expect(parseEmail(input)).toBe(want);
  });

  test("an address of the greatest length is as long as a mail transaction can carry", () => {
    expect(longest).toHaveLength(maxEmailLength);
  });

  test("what is typed may have 320 characters, and is not looked at beyond them", () => {
    // Each ü is typed as two characters, and stands as about one in the domain's A-label.
    const label = "u\u0308".repeat(50);
    const domain = `${label}.${label}.${label}.example`;
    const typed = (length: number) => `${"a".repeat(length - domain.length - 1)}@${domain}`;
    expect(typed(320)).toHaveLength(320);
    expect(parseEmail(typed(320))).toMatch(/^a{9}@xn--/);
    expect(parseEmail(typed(321))).toBeUndefined();
  });

  test("the case of the local part stays where the tenant keeps it, that of the domain does not", () => {
    expect(parseEmail("Ada@Example.COM", true)).toBe("Ada@example.com");
  });

  test("fifty spellings of one address are one address", () => {
    const domains = [
      "bücher.example",
      "BÜCHER.example",
      "bu\u0308cher.EXAMPLE",
      "xn--bcher-kva.example",
      "ｂücher。example",
    ];
    const locals = ["ada", "Ada", "ADA", "aDa", "adA"];
    const spellings = domains.flatMap((domain) =>
      locals.flatMap((local) => [`${local}@${domain}`, `  ${local}@${domain} `]),
    );
    expect(spellings).toHaveLength(50);
    expect(new Set(spellings).size).toBe(50);
    expect(new Set(spellings.map((spelling) => parseEmail(spelling)))).toEqual(
      new Set(["ada@xn--bcher-kva.example"]),
    );
  });
});
