import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOneLine } from "../../src/core/one-line.ts";
import type { RenderedMail } from "../../src/mail/mail.ts";
import { writeMime } from "../../src/mail/mime.ts";
import { renderMail } from "../../src/mail/render.ts";
import { aCodeMail, acme, acmeSender, address, aMail, noon } from "./support/fixtures.ts";
import { hostileText } from "./support/hostile-text.ts";
import { parseOriginBound } from "./support/origin-bound.ts";
import { parsedMail } from "./support/parsed-mail.ts";

const headersOfEveryMail = [
  "from",
  "to",
  "subject",
  "date",
  "mime-version",
  "auto-submitted",
  "x-auto-response-suppress",
  "content-type",
];
const longest = address(
  `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.example`.slice(0, 254),
);

describe("writeMime", () => {
  test.for([
    { name: "plain words", code: aCodeMail() },
    { name: "an umlaut in the brand", code: aCodeMail({ brand: { ...acme, name: "Bücher & Söhne" } }) },
    { name: "an emoji in the brand", code: aCodeMail({ brand: { ...acme, name: "👩‍👩‍👧 Acme" } }) },
    {
      name: "a brand written from right to left",
      code: aCodeMail({ brand: { ...acme, name: "شركة أكمي" } }),
    },
    {
      name: "a brand of 300 characters",
      code: aCodeMail({ brand: { ...acme, name: "Acme ".repeat(60).trim() } }),
    },
    {
      name: "a brand of 300 characters that take four bytes",
      code: aCodeMail({ brand: { ...acme, name: "🔐".repeat(300) } }),
    },
    { name: "a brand that looks encoded", code: aCodeMail({ brand: { ...acme, name: "=?UTF-8?B?QQ==?=" } }) },
    { name: "a brand with spaces around", code: aCodeMail({ brand: { ...acme, name: "  Acme  " } }) },
    { name: "the longest address", code: aCodeMail({ to: longest }) },
    { name: "ten digits", code: aCodeMail({ code: "0123456789" }) },
    { name: "base 32", code: aCodeMail({ code: "9Z8Y7X6W5V4T" }) },
  ])("is read back as it was written: $name", async ({ code }) => {
    const mail = renderMail(code, acmeSender);
    const got = await parsedMail(writeMime(mail, noon));
    expect(got).toEqual({
      headers: headersOfEveryMail,
      from: [{ name: "Acme", address: "no-reply@acme.com" }],
      to: [code.to],
      replyTo: [],
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
    });
    expect(parseOriginBound(got.text ?? "")).toEqual({
      host: "acme.com",
      code: code.code,
      embeddedHost: null,
    });
  });

  test.for([
    { from: "no-reply@acme.com", want: { name: "", address: "no-reply@acme.com" } },
    { from: "Acme, Inc. <no-reply@acme.com>", want: { name: "Acme, Inc.", address: "no-reply@acme.com" } },
    {
      from: '"A \\"quoted\\" name" <no-reply@acme.com>',
      want: { name: 'A "quoted" name', address: "no-reply@acme.com" },
    },
    { from: "Bücher <no-reply@bücher.de>", want: { name: "Bücher", address: "no-reply@xn--bcher-kva.de" } },
    { from: `${"Ж".repeat(200)} <a@acme.com>`, want: { name: "Ж".repeat(200), address: "a@acme.com" } },
    { from: "eve@example.com, x <a@acme.com>", want: { name: "eve@example.com, x", address: "a@acme.com" } },
    { from: "=?UTF-8?Q?Eve?= <a@acme.com>", want: { name: "=?UTF-8?Q?Eve?=", address: "a@acme.com" } },
  ])("comes from $from", async ({ from, want }) => {
    const got = await parsedMail(writeMime(aMail({ from }), noon));
    expect(got.from.map(({ name, address }) => ({ name, address: asciiDomain(address) }))).toEqual([want]);
  });

  test("sends answers to the reply address", async () => {
    const mail = aMail({ replyTo: "Hilfe für alle <help@acme.com>" });
    expect((await parsedMail(writeMime(mail, noon))).replyTo).toEqual(["help@acme.com"]);
  });

  test("states the instant, that no machine should answer, and that it is two readings of one mail", () => {
    const head = written(aMail()).split("\r\n\r\n")[0]?.split("\r\n");
    expect(head).toEqual([
      'From: "Acme" <no-reply@acme.com>',
      "To: ada@example.com",
      "Subject: 123456 is your Acme code",
      "Date: Sun, 01 Mar 2026 12:00:00 +0000",
      "MIME-Version: 1.0",
      "Auto-Submitted: auto-generated",
      "X-Auto-Response-Suppress: All",
      'Content-Type: multipart/alternative; boundary="=_nopass"',
    ]);
  });

  test.for([
    "Acme",
    "a@acme.com, b@acme.com",
    "group: a@acme.com;",
    "<a@acme.com> b@acme.com",
    "Acme <a@localhost>",
  ])("does not come from %s, and says which setting to look at", (from) => {
    expect(() => written(aMail({ from }))).toThrow("NOPASS_MAIL_FROM");
    expect(() => written(aMail({ replyTo: from }))).toThrow("replyTo");
  });

  test("does not repeat in an error what it refuses", () => {
    expect(() => written(aMail({ subject: "735142\r\nBcc: eve@example.com" }))).toThrow(
      /^the subject holds a line break or control character$/,
    );
  });

  test("is ASCII in lines that every server takes, and no character is split between two encoded words", () => {
    fc.assert(
      fc.property(fc.oneof(longText("grapheme"), longText("grapheme-ascii")), (name) => {
        const mime = written(
          aMail({ subject: name, from: `${name.replace(/[<>"]/g, "")} <a@acme.com>`, text: name }),
        );
        expect(mime).toMatch(/^[\r\n -~]*$/);
        expect(mime).not.toMatch(/[^\r]\n|\r[^\n]/);
        for (const line of mime.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
        for (const [word, base64 = ""] of mime.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)) {
          expect(word.length).toBeLessThanOrEqual(75);
          expect(() =>
            new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(base64, "base64")),
          ).not.toThrow();
        }
      }),
    );
  });

  test("no brand, host, purpose or sender adds a header, a recipient or a part", async () => {
    await fc.assert(
      fc.asyncProperty(
        hostileText,
        hostileText,
        hostileText,
        hostileText,
        async (name, host, purpose, from) => {
          for (const brand of [
            { ...acme, name },
            { ...acme, host },
            { ...acme, from: `${from} <a@acme.com>` },
          ]) {
            const mime = writtenOrRefused(() => renderMail(aCodeMail({ purpose, brand }), acmeSender));
            if (mime === undefined) continue;
            const got = await parsedMail(mime);
            expect(got.headers).toEqual(headersOfEveryMail);
            expect(got.to).toEqual(["ada@example.com"]);
            expect(got.from).toHaveLength(1);
            expect(Buffer.from(mime).toString().split("\r\n--=_nopass")).toHaveLength(4);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

function longText(unit: "grapheme" | "grapheme-ascii") {
  return fc.string({ unit, maxLength: 200, size: "max" }).filter(isOneLine);
}

function written(mail: RenderedMail): string {
  return Buffer.from(writeMime(mail, noon)).toString();
}

function writtenOrRefused(render: () => RenderedMail): Uint8Array | undefined {
  try {
    return writeMime(render(), noon);
  } catch {
    return undefined;
  }
}

/** Some parsers show domains in Unicode again. */
function asciiDomain(address = ""): string {
  const [local, domain = ""] = address.split("@");
  return `${local}@${new URL(`http://${domain}`).hostname}`;
}
