import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LayoutWords, layoutHtml, schemes } from "../../src/mail/layout.ts";
import { hostileText } from "./support/hostile-text.ts";
import { htmlShape } from "./support/html-shape.ts";

const words: LayoutWords = {
  lang: "en",
  dir: "ltr",
  title: "the title",
  preview: "the preview",
  intro: "the intro",
  code: "123456",
  notes: ["one note", "another note"],
};
const plain = layoutHtml(words);

describe("the HTML part", () => {
  test("holds the code once, as one text that can be copied, in strong", () => {
    expect(plain.match(/<strong[^>]*>123456<\/strong>/g)).toHaveLength(1);
    expect(plain.match(/123456/g)).toHaveLength(1);
  });

  test("states its language and direction", () => {
    expect(plain).toContain('<html lang="en" dir="ltr">');
    expect(layoutHtml({ ...words, lang: "ar", dir: "rtl" })).toContain('<html lang="ar" dir="rtl">');
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
    const { texts } = htmlShape(plain);
    expect(texts.slice(texts.indexOf("the title"))).toEqual([
      "the title",
      "the preview",
      "the intro",
      "123456",
      "one note",
      "another note",
    ]);
  });

  test.for(
    Object.entries(schemes).flatMap(([scheme, parts]) =>
      Object.entries(parts).map(([part, colours]) => ({ scheme, part, ...colours })),
    ),
  )("is readable in $scheme: $part has a contrast of at least 4.5 to 1", ({ text, background }) => {
    expect(contrast(text, background)).toBeGreaterThanOrEqual(4.5);
  });

  test("has the same elements whatever its words are, and shows the words as they are", () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (title, intro, note) => {
        const html = layoutHtml({ ...words, title, preview: note, intro, notes: [note, title] });
        expect(htmlShape(html).elements).toEqual(htmlShape(plain).elements);
        // Another parser may be more lenient than ours, but not where there is no bracket to begin with.
        expect(html.match(/<[^>]*>/g)).toEqual(plain.match(/<[^>]*>/g));
        expect(html.replace(/&#\d+;/g, "")).not.toMatch(/&/);
      }),
    );
  });

  test("shows angle brackets, ampersands and quotes as they were written", () => {
    const name = `Tom & "Jerry" <O'Neill> &lt; $& $1`;
    expect(htmlShape(layoutHtml({ ...words, intro: name })).texts).toContain(name);
  });
});

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
