import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderMail } from "../../src/mail/render.ts";
import { aCodeMail, acme, acmeSender } from "./support/fixtures.ts";
import { hostileText } from "./support/hostile-text.ts";
import { htmlShape } from "./support/html-shape.ts";
import { parseOriginBound } from "./support/origin-bound.ts";

describe("renderMail", () => {
  test("says in its text part all that there is to know", () => {
    const { subject, text } = renderMail(aCodeMail(), acmeSender);
    expect(subject).toBe("123456 is your Acme code");
    expect(text).toBe(`Use this code to sign in to Acme:

123456

It is valid for 5 minutes.
Only enter it on acme.com. We never ask for it by phone or message.
If you did not ask for this code, you can ignore this email. Nothing will happen.

@acme.com #123456`);
  });

  test("says in its HTML part the same as in its text part, but for the line that browsers read", () => {
    const { html, text } = renderMail(aCodeMail(), acmeSender);
    const { lines } = htmlShape(html);
    expect(lines.slice(lines.indexOf("Use this code to sign in to Acme:"))).toEqual(
      text.split("\n").filter((line) => line !== "" && !line.startsWith("@")),
    );
  });

  test("mentions a purpose that it has no words for, in both parts", () => {
    const { html, text } = renderMail(aCodeMail({ purpose: "invite-team" }), acmeSender);
    expect(text).toMatch(/^Use this code at Acme for “invite-team”:\n/);
    expect(htmlShape(html).lines).toContain("Use this code at Acme for “invite-team”:");
  });

  test.for([
    { ttlMs: 30_000, want: "30 seconds" },
    { ttlMs: 60_000, want: "1 minute" },
    { ttlMs: 90_000, want: "90 seconds" },
    { ttlMs: 119_999, want: "119 seconds", because: "it is never longer than the code lives" },
    { ttlMs: 300_000, want: "5 minutes" },
    { ttlMs: 359_999, want: "5 minutes" },
    { ttlMs: 3_600_000, want: "1 hour" },
    { ttlMs: 5_400_000, want: "90 minutes" },
    { ttlMs: 86_400_000, want: "24 hours" },
  ])("calls $ttlMs ms $want", ({ ttlMs, want }) => {
    expect(renderMail(aCodeMail({ ttlMs }), acmeSender).text).toContain(`It is valid for ${want}.`);
  });

  test("comes from the brand's own sender, and answers go to its own address, where it has them", () => {
    const brand = { ...acme, from: "Acme Codes <codes@acme.com>", replyTo: "help@acme.com" };
    expect(renderMail(aCodeMail({ brand }), acmeSender)).toMatchObject({
      from: brand.from,
      replyTo: brand.replyTo,
    });
    expect(renderMail(aCodeMail(), acmeSender)).not.toHaveProperty("replyTo");
    expect(renderMail(aCodeMail(), acmeSender).from).toBe(acmeSender);
  });

  test.for(["tlh", "en-GB", "x-klingon", "", "-", "a".repeat(5000), "-a".repeat(5000)])(
    "is in English for a language that it does not speak: %s",
    (locale) => {
      expect(renderMail(aCodeMail({ locale }), acmeSender)).toEqual(renderMail(aCodeMail(), acmeSender));
    },
  );
});

describe("the last line of the text part", () => {
  test.for([
    { host: "acme.com", code: "123456" },
    { host: "login.acme.co.uk", code: "0000000000" },
    { host: "localhost", code: "9Z8Y7X6W5V4T" },
    { host: "xn--mnchen-3ya.de", code: "00000000" },
    { host: "münchen.de", code: "123456" },
  ])("binds $code to $host for a browser", ({ host, code }) => {
    const { text } = renderMail(aCodeMail({ code, brand: { ...acme, host } }), acmeSender);
    expect(parseOriginBound(text)).toEqual({ host, code, embeddedHost: null });
  });

  test.for([
    "acme.com #999999",
    "acme.com\n@evil.com",
    "",
    " ",
    "evil.com/acme.com",
    "a@acme.com",
    "\u202eacme.com",
    "acme.com ",
  ])("is not written for %j, which is no host", (host) => {
    expect(() => renderMail(aCodeMail({ brand: { ...acme, host } }), acmeSender)).toThrow("host");
  });

  test("binds the code to the host whatever else the mail says", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, purpose) => {
        const mail = rendered(aCodeMail({ purpose, brand: { ...acme, name } }));
        if (mail === undefined) return;
        expect(parseOriginBound(mail.text)).toEqual({ host: "acme.com", code: "123456", embeddedHost: null });
        expect(mail.text.split("\n")).toHaveLength(9);
      }),
    );
  });

  test("binds no other code, whatever the host is called", () => {
    fc.assert(
      fc.property(hostileText, (host) => {
        const mail = rendered(aCodeMail({ brand: { ...acme, host } }));
        if (mail !== undefined)
          expect(parseOriginBound(mail.text)).toEqual({ host, code: "123456", embeddedHost: null });
      }),
    );
  });
});

function rendered(mail: ReturnType<typeof aCodeMail>) {
  try {
    return renderMail(mail, acmeSender);
  } catch {
    return undefined;
  }
}
