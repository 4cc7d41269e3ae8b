import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTenants } from "../../src/config/tenants.ts";
import type { Brand } from "../../src/core/brand.ts";
import { languages } from "../../src/core/languages.ts";
import { writeMime } from "../../src/mail/mime.ts";
import { renderMail } from "../../src/mail/render.ts";
import { aCodeMail, acme, acmeSender, noon } from "./support/fixtures.ts";
import { hostileText } from "./support/hostile-text.ts";
import { htmlShape } from "./support/html-shape.ts";
import { parseOriginBound } from "./support/origin-bound.ts";
import { parsedMail } from "./support/parsed-mail.ts";

/** What tries to get out of a sentence, a template, an attribute, a line or a header. */
const hostile = fc.oneof(
  hostileText,
  fc.constantFrom(
    "{{code}}",
    "{{",
    "}}{{brand}}",
    "{{constructor}}",
    "\u0000code\u0000",
    "&#60;img src=x&#62;",
    "&lt;/bdi&gt;",
    "</bdi></p></td></tr></table><script>",
    "<![endif]-->",
    "\u2066\u202eacme.com",
    "\u2069\u2069",
    "\u061c\u200f",
    "a\u2029@evil.com #000000",
    "\r\n.\r\nRCPT TO:<eve@example.com>",
    "#fff;background:url(//evil.com/x)",
    "x".repeat(5_000),
    "ש".repeat(2_000),
  ),
);

/** The same brand with harmless texts: what the mail is made of. */
function harmless({ place, footer }: Brand): Brand {
  const lines = footer?.["*"]?.trim().replace(/.+/g, "a");
  return {
    ...acme,
    ...(place?.["*"] ? { place: { "*": "a" } } : {}),
    ...(lines ? { footer: { "*": lines } } : {}),
  };
}

const brands: fc.Arbitrary<Brand> = fc.oneof(
  hostile.map((name) => ({ ...acme, name })),
  hostile.map((place) => ({ ...acme, place: { "*": place } })),
  hostile.map((footer) => ({ ...acme, footer: { "*": footer } })),
  hostile.map((light) => ({ ...acme, colour: { light, dark: "#ffffff" } })),
  hostile.map((dark) => ({ ...acme, colour: { light: "#000000", dark } })),
  fc
    .tuple(fc.constantFrom("subject", "title", "preview", "intro", "validity", "warning", "ignore"), hostile)
    .map(([name, text]) => ({ ...acme, texts: { "*": { "*": { [name]: text } } } })),
);

describe("whatever stands in a brand, or is asked for", () => {
  test("the mail is refused, or has the elements, headers, parts and last line of any other", async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(brands, hostile, fc.constantFrom(...languages), async (brand, purpose, locale) => {
        const mail = rendered(aCodeMail({ brand, purpose, locale }));
        if (mail === undefined) return;
        written++;
        const plain = rendered(aCodeMail({ brand: harmless(brand), purpose: "a", locale }));
        const [got, want] = [mail.html, plain?.html ?? ""].map((html) =>
          htmlShape(html).elements.filter(notBdi),
        );
        expect(got).toEqual(want);
        expect(mail.html.replace(/&#\d+;/g, "")).not.toMatch(/&/);
        expect(mail.html).not.toMatch(/[\u202a-\u202e\0]/);
        const read = await parsedMail(writeMime(mail, noon));
        expect(read.to).toEqual(["ada@example.com"]);
        expect(read.headers).toHaveLength(8);
        expect(read.subject).not.toMatch(/[\u202a-\u202e\u2066-\u2069\r\n]/);
        expect(parseOriginBound(mail.text)).toEqual({ host: "acme.com", code: "123456", embeddedHost: null });
      }),
      { numRuns: 400 },
    );
    // Or else it would all have been refused, and nothing shown.
    expect(written).toBeGreaterThan(50);
  });

  test("the tenants file is refused, or its mails can be written, in every language", () => {
    fc.assert(
      fc.property(brands, (brand) => {
        const { colour: color, ...rest } = brand;
        const text = JSON.stringify({
          tenants: [{ id: "acme", brand: { ...rest, ...(color ? { color } : {}) } }],
        });
        const accepted = accept(text);
        if (accepted === undefined) return;
        for (const locale of languages)
          expect(() => renderMail(aCodeMail({ brand: accepted, locale }), acmeSender)).not.toThrow();
      }),
    );
  });

  test("a language is only chosen, never shown", () => {
    fc.assert(
      fc.property(hostile, (locale) => {
        const { html, subject } = renderMail(aCodeMail({ locale }), acmeSender);
        expect(
          languages.map((language) => renderMail(aCodeMail({ locale: language }), acmeSender).html),
        ).toContain(html);
        expect(subject).toContain("123456");
      }),
    );
  });
});

describe("a tenant's own sentences", () => {
  const texts: Brand["texts"] = {
    "sign-in": { de: { subject: "{{code}} – Anmeldung bei {{brand}}", intro: "Hallo von {{brand}} & Co:" } },
    "*": { de: { intro: "Für alles: {{purpose}}" }, "*": { title: "One title" } },
    "sign-up": { "*": { title: "Another title" } },
    invite: { en: { intro: "Join us:" } },
  };
  const brand: Brand = { ...acme, name: "A <b> {{code}}", texts };
  const mailFor = (locale: string, purpose: string) =>
    renderMail(aCodeMail({ brand, locale, purpose }), acmeSender);

  test("stand in place of ours, filled and escaped", () => {
    const { subject, text, html } = mailFor("de", "sign-in");
    expect(subject).toBe("123456 – Anmeldung bei A <b> {{code}}");
    expect(text).toMatch(/^Hallo von A <b> \{\{code\}\} & Co:\n/);
    expect(html).toContain("Hallo von <bdi>A &#60;b&#62; {{code}}</bdi> &#38; Co:");
    expect(text).toContain("Der Code ist 5 Minuten gültig.");
  });

  test.for([
    { locale: "de", purpose: "sign-up", intro: "Für alles: sign-up", title: "Another title" },
    { locale: "de-AT", purpose: "x", intro: "Für alles: x", title: "One title" },
    { locale: "en", purpose: "invite", intro: "Join us:", title: "One title" },
    { locale: "fr", purpose: "invite", intro: /invite/, title: "One title" },
    { locale: "fr", purpose: "sign-in", intro: /vous connecter/, title: "One title" },
  ])("for $purpose in $locale are those that fit best", ({ locale, purpose, intro, title }) => {
    const { text, html } = mailFor(locale, purpose);
    expect(text.split("\n")[0]).toMatch(typeof intro === "string" ? new RegExp(`^${intro}$`) : intro);
    expect(htmlShape(html).lines).toContain(title);
  });
});

test("place and footer stand in their language, or else in that for every other one", () => {
  const brand: Brand = {
    ...acme,
    place: { de: "die App" },
    footer: { de: "Acme GmbH\nBerlin", "*": "Acme Ltd" },
  };
  const mailIn = (locale: string) => renderMail(aCodeMail({ brand, locale }), acmeSender).text;
  expect(mailIn("de")).toContain("\nAngefordert in: die App\n");
  expect(mailIn("de")).toContain("\n\nAcme GmbH\nBerlin\n\n@acme.com #123456");
  expect(mailIn("en")).not.toContain("Requested in");
  expect(mailIn("en")).toContain("\n\nAcme Ltd\n\n@acme.com #123456");
});

function notBdi(element: string): boolean {
  return !element.startsWith("bdi ");
}

function rendered(mail: ReturnType<typeof aCodeMail>) {
  try {
    return renderMail(mail, acmeSender);
  } catch {
    return undefined;
  }
}

function accept(text: string): Brand | undefined {
  try {
    return parseTenants(text).tenants[0]?.brand;
  } catch {
    return undefined;
  }
}
