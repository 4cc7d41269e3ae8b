import { HtmlValidate } from "html-validate";
import { describe, expect, test } from "vitest";
import type { Brand } from "../../src/core/brand.ts";
import { contrast, leastContrast } from "../../src/core/colour.ts";
import { type Language, languages } from "../../src/core/languages.ts";
import { catalogs } from "../../src/mail/locales/index.ts";
import { knownPurposes } from "../../src/mail/locales/messages.ts";
import { writeMime } from "../../src/mail/mime.ts";
import { renderMail } from "../../src/mail/render.ts";
import { aCodeMail, acme, acmeSender, noon } from "./support/fixtures.ts";
import { htmlShape } from "./support/html-shape.ts";
import { parseOriginBound } from "./support/origin-bound.ts";
import { paintedTexts } from "./support/painted.ts";
import { parsedMail } from "./support/parsed-mail.ts";

const purposes = [...knownPurposes, "invite-team"];

/** All that a brand can have. */
const dressed: Brand = {
  ...acme,
  name: "Bücher & Söhne",
  replyTo: "help@acme.com",
  colour: { light: "#0a7f5a", dark: "#4fd1a5" },
  place: { "*": "the Acme app" },
  footer: { "*": "Acme Ltd\nשדרות רוטשילד 1, תל אביב" },
};

const mails = languages.flatMap((language) => [
  ...purposes.map((purpose) => ({ language, purpose, brand: acme, what: "plain" })),
  { language, purpose: "sign-in", brand: dressed, what: "dressed" },
]);

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // Mail clients honour little else than styles in the elements.
    "no-inline-style": "off",
    // The column of Outlook for Windows.
    "no-conditional-comment": "off",
    // The short form is HTML's own.
    "doctype-style": "off",
    // Mail clients know the older name.
    "presentation-role-style": "off",
  },
});

test("there are at least 24 languages", () => {
  expect(languages.length).toBeGreaterThanOrEqual(24);
});

describe.for(mails)("the mail in $language for $purpose, $what", ({ language, purpose, brand }) => {
  const mail = renderMail(aCodeMail({ locale: language, purpose, brand }), acmeSender);

  test("is read back with the parts and headers that it was written with", async () => {
    const got = await parsedMail(writeMime(mail, noon));
    expect(got).toMatchObject({
      from: [{ name: "Acme", address: "no-reply@acme.com" }],
      to: ["ada@example.com"],
      replyTo: brand.replyTo === undefined ? [] : [brand.replyTo],
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
    });
    expect(got.headers).toEqual([
      "from",
      "to",
      ...(brand.replyTo === undefined ? [] : ["reply-to"]),
      "subject",
      "date",
      "mime-version",
      "auto-submitted",
      "x-auto-response-suppress",
      "content-type",
    ]);
  });

  test("binds the code to the host in the very last line, exactly as the specification has it", () => {
    expect(mail.text.split("\n").at(-1)).toBe("@acme.com #123456");
    expect(parseOriginBound(mail.text)).toEqual({ host: "acme.com", code: "123456", embeddedHost: null });
  });

  test("is valid HTML", async () => {
    const { results } = await validator.validateString(mail.html);
    expect(
      results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)),
    ).toEqual([]);
  });

  test("holds the code once, as one text, and once more in the subject", () => {
    const { texts } = htmlShape(mail.html);
    expect(texts.filter((text) => text.includes("123456"))).toEqual(["123456"]);
    expect(mail.html.match(/123456/g)).toHaveLength(1);
    expect(mail.text.split("\n").filter((line) => line === "123456")).toHaveLength(1);
    expect(mail.subject.match(/123456/g)).toHaveLength(1);
  });

  test("reaches out to nothing: no link, image, script, form or address of anything", () => {
    const { elements } = htmlShape(mail.html);
    const names = new Set(elements.map((element) => element.split(" ")[0]));
    const harmless =
      "!doctype html head meta title style body div table tbody tr td h1 p strong bdi br comment directive text";
    for (const name of names) expect(harmless.split(" ")).toContain(name);
    expect(mail.html).not.toMatch(/url\(|@import|src=|href=|https?:|\/\/|\son\w+=/i);
    expect(mail.text).not.toMatch(/:\/\//);
  });

  test("says it in its own language and direction, twice", () => {
    const { dir } = catalogs[language];
    expect(mail.html.match(new RegExp(` lang="${language}" dir="${dir}"`, "g"))).toHaveLength(2);
  });

  test("says the same in both parts", () => {
    const { lines } = htmlShape(mail.html);
    const readable = (text: string) => text.replace(/[\u2068\u2069]/g, "");
    const want = readable(mail.text)
      .split("\n")
      .filter((line) => line !== "" && line !== "@acme.com #123456");
    expect(lines.slice(-want.length)).toEqual(want);
  });

  test.for(["light", "dark"] as const)(
    "can be read in %s: every text has a contrast of 4.5 to 1",
    (scheme) => {
      const painted = paintedTexts(mail.html, scheme);
      expect(painted.length).toBeGreaterThan(4);
      for (const { text, colours } of painted)
        expect(contrast(colours), `${text} ${JSON.stringify(colours)}`).toBeGreaterThanOrEqual(leastContrast);
    },
  );

  test("keeps names that run in another direction from disturbing its sentences, and nothing invisible elsewhere", () => {
    expect(mail.subject).not.toMatch(/\p{Cf}(?<!\u200c)/u);
    const opened = mail.text.match(/\u2068/g)?.length ?? 0;
    expect(mail.text.match(/\u2069/g)?.length ?? 0).toBe(opened);
    expect(opened > 0).toBe(catalogs[language].dir === "rtl");
    for (const line of mail.text.split("\n"))
      expect(line).toMatch(/^[^\u2068\u2069]*(?:\u2068[^\u2068\u2069]+\u2069[^\u2068\u2069]*)*$/);
  });
});

test("no two purposes are asked for in the same words", () => {
  for (const language of languages) {
    const said = purposes.map((purpose) => introOf(language, purpose));
    expect(new Set(said).size).toBe(purposes.length);
  }
});

test.for([
  ["login", "sign-in"],
  ["register", "sign-up"],
  ["verify-email", "confirm-email"],
  ["password-reset", "reset-password"],
] as const)("%s is asked for like %s", ([other, purpose]) => {
  for (const language of languages) expect(introOf(language, other)).toBe(introOf(language, purpose));
});

test.for(["constructor", "__proto__", "tostring", "other", "*"])(
  "a purpose called %s is one like any other",
  (purpose) => {
    expect(introOf("en", purpose)).toBe(`Use this code at Acme for “${purpose}”:`);
  },
);

function introOf(locale: Language, purpose: string): string | undefined {
  return renderMail(aCodeMail({ locale, purpose }), acmeSender).text.split("\n")[0];
}
