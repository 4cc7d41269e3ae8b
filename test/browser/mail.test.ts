import { expect, test } from "vitest";
import type { Brand } from "../../src/core/brand.ts";
import { languages } from "../../src/core/languages.ts";
import { renderMail } from "../../src/mail/render.ts";
import { aCodeMail, acme, acmeSender } from "../mail/support/fixtures.ts";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { accessibilityProblems } from "./support/accessibility.ts";

const dressed: Brand = {
  ...acme,
  name: "Northwind Traders",
  colour: { light: "#0a7f5a", dark: "#4fd1a5" },
  place: { "*": "the Northwind app" },
  footer: { "*": "Northwind Traders Ltd\n1 Main Street, Springfield" },
};

/** They are the mail client's to give: a mail is a part of its page. */
const ofTheClient = ["landmark-one-main", "region"];

describeInBrowser("the mail, in a browser,", (browser) => {
  test.for([...languages])("has nothing that axe objects to, in either scheme: %s", async (locale) => {
    const page = await browser().newPage({ viewport: { width: 390, height: 700 } });
    for (const brand of [acme, dressed]) {
      await page.setContent(renderMail(aCodeMail({ locale, brand }), acmeSender).html);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityProblems(page, ofTheClient), `${brand.name}, ${colorScheme}`).toEqual([]);
      }
    }
    await page.close();
  });

  test.for(["en", "ar", "th", "fi"])("wears a brand, and no name is too long for it: %s", async (locale) => {
    const brand = { ...dressed, host: "accounts.a-subdomain-with-a-long-name.northwind-traders.example" };
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser().newPage({ colorScheme, viewport: { width: 320, height: 700 } });
      await page.setContent(renderMail(aCodeMail({ locale, brand }), acmeSender).html);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
      await screenshot(page, `mail-brand-${locale}-${colorScheme}`);
      await page.close();
    }
  });
});
