import fc from "fast-check";
import { HtmlValidate } from "html-validate";
import { describe, expect, test } from "vitest";
import { contrast } from "../../src/core/colour.ts";
import { escapeHtml } from "../../src/mail/html-text.ts";
import { type LayoutWords, layoutHtml } from "../../src/mail/layout.ts";
import { schemes } from "../../src/mail/palette.ts";
import { hostileText } from "./support/hostile-text.ts";
import { htmlShape } from "./support/html-shape.ts";

const words: LayoutWords = {
  lang: "en",
  dir: "ltr",
  title: escapeHtml("the title"),
  preview: escapeHtml("the preview"),
  heading: escapeHtml("the heading"),
  intro: escapeHtml("the intro"),
  code: escapeHtml("123456"),
  codeLength: "short",
  notes: [escapeHtml("one note"), escapeHtml("another note")],
  footer: [escapeHtml("the footer")],
};
const plain = layoutHtml(words);

describe("the HTML part", () => {
  test("holds the code once, as one text that can be copied, in strong", () => {
    expect(plain.match(/<strong[^>]*>123456<\/strong>/g)).toHaveLength(1);
    expect(plain.match(/123456/g)).toHaveLength(1);
  });

  test("states its language and direction, also where webmail drops the outer elements", () => {
    const arabic = layoutHtml({ ...words, lang: "ar", dir: "rtl" });
    expect(plain).toContain('<html lang="en" dir="ltr">');
    expect(arabic).toContain('<html lang="ar" dir="rtl">');
    expect(arabic).toContain('<table role="presentation" lang="ar" dir="rtl"');
    expect(arabic).toContain("text-align:right");
  });

  test("has no image, link, script, form or anything else that reaches out", () => {
    expect(plain).not.toMatch(
      /<(?:img|a|script|link|form|iframe|object)\b|url\(|https?:|@import|src=|href=/i,
    );
  });

  test("is made for light and dark", () => {
    expect(plain).toContain('<meta name="color-scheme" content="light dark">');
    expect(plain).toContain('<meta name="supported-color-schemes" content="light dark">');
    expect(plain).toContain("@media (prefers-color-scheme:dark)");
  });

  test("shows the preview first, where an inbox looks for it", () => {
    const { lines } = htmlShape(plain);
    expect(lines.slice(lines.indexOf("the preview"))).toEqual([
      "the preview",
      "the heading",
      "the intro",
      "123456",
      "one note",
      "another note",
      "the footer",
    ]);
  });

  test.for(
    Object.entries(schemes).flatMap(([scheme, parts]) =>
      Object.entries(parts).map(([part, colours]) => ({ scheme, part, ...colours })),
    ),
  )("is readable in $scheme: $part has a contrast of at least 4.5 to 1", ({ text, background }) => {
    expect(contrast({ text, background })).toBeGreaterThanOrEqual(4.5);
  });

  test("has the same elements whatever its words are, and shows the words as they are", () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (title, intro, note) => {
        const html = layoutHtml({
          ...words,
          title: escapeHtml(title),
          preview: escapeHtml(note),
          intro: escapeHtml(intro),
          notes: [escapeHtml(note), escapeHtml(title)],
          footer: [escapeHtml(intro)],
        });
        expect(htmlShape(html).elements).toEqual(htmlShape(plain).elements);
        // Another parser may be more lenient than ours, but not where there is no bracket to begin with.
        expect(html.match(/<[^>]*>/g)).toEqual(plain.match(/<[^>]*>/g));
        expect(html.replace(/&#\d+;/g, "")).not.toMatch(/&/);
      }),
    );
  });

  test.for(["ltr", "rtl"] as const)(
    "is whole HTML for Outlook too, which reads its comments: %s",
    async (dir) => {
      const html = layoutHtml({ ...words, dir, colour: { light: "#0a7f5a", dark: "#4fd1a5" } });
      const outlook = html.replaceAll(/<!--\[if mso\]>|<!\[endif\]-->/g, "");
      expect(outlook).not.toMatch(/<!--|-->|<!\[/);
      expect(outlook).toMatch(
        /<table role="presentation" align="center" width="480"><tbody><tr><td>\s*<table [^>]*class="card"/,
      );
      const validator = new HtmlValidate({
        extends: ["html-validate:recommended"],
        rules: {
          "no-inline-style": "off",
          "doctype-style": "off",
          "presentation-role-style": "off",
          // The only words for a width and a place in the middle that Outlook knows.
          "no-deprecated-attr": "off",
        },
      });
      const { results } = await validator.validateString(outlook);
      expect(results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
      expect(htmlShape(outlook).texts).toEqual(expect.arrayContaining([...htmlShape(html).texts]));
    },
  );

  test("shows angle brackets, ampersands and quotes as they were written", () => {
    const name = `Tom & "Jerry" <O'Neill> &lt; $& $1`;
    expect(htmlShape(layoutHtml({ ...words, intro: escapeHtml(name) })).texts).toContain(name);
  });
});
