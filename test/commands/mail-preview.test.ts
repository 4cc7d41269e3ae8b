import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { languages } from "../../src/core/languages.ts";
import { knownPurposes } from "../../src/mail/locales/messages.ts";
import { renderMail } from "../../src/mail/render.ts";
import { accessibilityProblems } from "../browser/support/accessibility.ts";
import { aCodeMail, acmeSender } from "../mail/support/fixtures.ts";
import { parsedMail } from "../mail/support/parsed-mail.ts";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { runCli } from "./support/run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nopass-mail-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const purposes = [...knownPurposes, "invite-team"];

describe("nopass mail preview", () => {
  test("writes every language and purpose, and says what is missing where there is no browser", async () => {
    const out = join(folder, "all");
    const ran = await runCli(["mail", "preview", "--out", out]);
    expect(ran.code).toBe(0);
    expect(ran.out).toBe(`${languages.length * purposes.length} mails: see ${join(out, "index.html")}\n`);
    expect(ran.err).toBe(
      "No .png: there is no Chromium on this machine. Install one, or name it: --browser PATH\n",
    );
    expect((await readdir(join(out, "acme"))).sort()).toEqual([...languages].sort());
    for (const language of languages)
      expect((await readdir(join(out, "acme", language))).sort()).toEqual(
        purposes.flatMap((purpose) => [`${purpose}.eml`, `${purpose}.html`]).sort(),
      );
    const html = await readFile(join(out, "acme/de/sign-in.html"), "utf8");
    const mail = await parsedMail(await readFile(join(out, "acme/de/sign-in.eml")));
    expect(mail.subject).toBe("493817 ist Ihr Code für Acme");
    expect(mail.html).toBe(html);
    const gallery = await readFile(join(out, "index.html"), "utf8");
    expect(gallery.match(/<article /g)).toHaveLength(languages.length * purposes.length);
    expect(gallery.match(/<iframe class="phone" src="acme\/de\/sign-in\.html"/g)).toHaveLength(1);
    expect(gallery).not.toContain("Scheme");
    expect(gallery).not.toMatch(/<script|<style|style=|https?:/);
  });

  test("shows the tenants of a file, with their brands, codes and purposes", async () => {
    const out = join(folder, "tenants");
    const file = join(folder, "tenants.yaml");
    await writeFile(
      file,
      `tenants:
  - id: northwind
    brand: { name: Northwind, host: northwind.example, color: "#0a7f5a", texts: { invite: { en: { intro: "Join us:" } } } }
    policy: { code: { alphabet: base32, length: 12 } }
  - id: globex
    brand: { name: Globex, host: globex.example }
    purposes: [sign-in]
`,
    );
    const ran = await runCli(["mail", "preview", "--out", out, "--tenants", file, "--locale", "en"]);
    expect(ran.code).toBe(0);
    expect(await readdir(join(out, "globex/en"))).toEqual(["sign-in.eml", "sign-in.html"]);
    const html = await readFile(join(out, "northwind/en/invite.html"), "utf8");
    expect(html).toContain("Join us:");
    expect(html).toContain('color:#0a7f5a">493817260583</strong>');
  });

  test.for([
    { words: ["--locale", "tlh"], says: "--locale is one of ar bg" },
    { words: ["--purpose", "../x"], says: "--purpose is 1 to 64 of a-z" },
    { words: ["--tenant", "globex"], says: "--tenant is one of acme" },
    {
      words: ["--tenants", "/nowhere/tenants.yaml"],
      says: "--tenants names a file that cannot be read (ENOENT)",
    },
    { words: ["--colour"], says: "Unknown option '--colour'" },
  ])("explains what is wrong with $words", async ({ words, says }) => {
    const ran = await runCli(["mail", "preview", "--out", join(folder, "none"), ...words]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(says);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });

  test("goes on without pictures where the browser is none", async () => {
    const words = ["--browser", process.execPath, "--locale", "en", "--purpose", "sign-in"];
    const ran = await runCli(["mail", "preview", "--out", join(folder, "no-browser"), ...words]);
    expect(ran.code).toBe(0);
    expect(ran.err).toContain("does not start as a Chromium. Name another: --browser PATH");
  });
});

describeInBrowser("nopass mail preview with a browser", (browser) => {
  test("draws each mail in light and dark, for phone and desktop, and shows what is chosen without a script", async () => {
    const out = join(folder, "drawn");
    execFileSync(process.execPath, [
      "src/cli.ts",
      "mail",
      "preview",
      ...["--out", out, "--locale", "ar", "--locale", "ja", "--locale", "hi", "--purpose", "sign-in"],
    ]);
    const views = ["phone-light", "phone-dark", "desktop-light", "desktop-dark"];
    const pictures = await Promise.all(
      views.map((view) => readFile(join(out, `acme/ar/sign-in.${view}.png`))),
    );
    for (const png of pictures) expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(new Set(pictures.map((png) => png.toString("base64"))).size).toBe(views.length);
    // The width in its header, at two pixels for one.
    expect(pictures.map((png) => png.readUInt32BE(16))).toEqual([780, 780, 1600, 1600]);

    const page = await browser().newPage({
      javaScriptEnabled: false,
      viewport: { width: 1280, height: 900 },
    });
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("requestfailed", (request) => complaints.push(request.url()));
    await page.goto(pathToFileURL(join(out, "index.html")).href);
    const shown = () =>
      page.evaluate(
        "[...document.images].filter((image) => image.checkVisibility()).map((image) => image.className)",
      );
    expect(await shown()).toEqual(["phone-light", "phone-light", "phone-light"]);
    await page.getByLabel("dark").check();
    await page.getByLabel("desktop").check();
    await page.getByLabel("Language").selectOption("ar");
    expect(await shown()).toEqual(["desktop-dark"]);
    await screenshot(page, "mail-gallery");
    expect(complaints).toEqual([]);
    await page.close();

    for (const colorScheme of ["light", "dark"] as const) {
      const scripted = await browser().newPage({ colorScheme });
      await scripted.goto(pathToFileURL(join(out, "index.html")).href);
      expect(await accessibilityProblems(scripted)).toEqual([]);
      await scripted.close();
    }
  });

  test.for([
    { language: "en", width: 320 },
    { language: "de", width: 390 },
    { language: "ar", width: 320 },
    { language: "ja", width: 390 },
    { language: "hi", width: 320 },
    { language: "th", width: 800 },
  ])(
    "fits a screen of $width pixels in $language, with the code in one line",
    async ({ language, width }) => {
      const html = renderMail(aCodeMail({ locale: language, code: "493817260583" }), acmeSender).html;
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await browser().newPage({
          colorScheme,
          viewport: { width, height: 700 },
          javaScriptEnabled: false,
        });
        await page.setContent(html);
        const [scroll, code] = await Promise.all([
          page.evaluate("document.documentElement.scrollWidth"),
          page.locator("strong").boundingBox(),
        ]);
        expect(scroll).toBe(width);
        expect(code?.height).toBeLessThan(50);
        expect(code?.width).toBeLessThan(width - 40);
        await screenshot(page, `mail-${language}-${width}-${colorScheme}`);
        await page.close();
      }
    },
  );
});
