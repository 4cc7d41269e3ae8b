import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { languages } from "../../src/core/languages.ts";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { accessibilityProblems } from "./support/accessibility.ts";
import { type RunningDevelopment, startDevelopment } from "./support/development.ts";
import { homePage } from "./support/home-page.ts";
import { sendCode } from "./support/send-code.ts";
import { visit } from "./support/visit.ts";

/** Where people look at pages, beside the usual sizes. */
const places = [
  { place: "320 pixels wide", name: "narrow", viewport: { width: 320, height: 568 }, hasTouch: true },
  { place: "1920 pixels wide", name: "wide", viewport: { width: 1920, height: 1080 } },
  // Zoom makes the pixels of a page larger, so that fewer of them fit: WCAG 2.2, 1.4.4.
  { place: "zoomed to 200 %", name: "zoomed", viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 },
  {
    place: "in the system's own colours",
    name: "forced-colours",
    forcedColors: "active",
    colorScheme: "dark",
  },
  { place: "without motion", name: "still", reducedMotion: "reduce" },
] as const satisfies readonly (BrowserContextOptions & { readonly place: string; readonly name: string })[];

const kept = 50;
const longest = `${"a".repeat(64)}@${"long-label-".repeat(4)}of-a-domain.${"another-label-".repeat(4)}one.example`;

describeInBrowser("the pages", (browser) => {
  let development: RunningDevelopment;
  beforeAll(async () => {
    development = await startDevelopment();
    const addresses = Array.from({ length: kept - 1 }, (_, index) => `person-${index}@example.com`);
    for (const [index, email] of addresses.entries())
      await sendCode(development, email, languages[index % languages.length]);
    await sendCode(development, longest, "ar");
  }, 60_000);
  afterAll(() => development[Symbol.asyncDispose]());

  test.for(places)("show a full inbox: $place", async ({ place, name, ...options }) => {
    await using visited = await visit(browser(), `${development.url}/inbox`, options);
    const { page, violations, faults } = visited;
    const links = page.getByRole("list", { name: "Mails" }).getByRole("link");
    await expect.poll(() => links.count()).toBe(kept);
    await page.getByRole("link", { name: longest }).waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `inbox-full-${name}`);

    await page.getByRole("link", { name: longest }).click();
    const mail = page.getByRole("article");
    await mail.getByRole("heading").waitFor();
    expect(await page.evaluate("getComputedStyle(document.querySelector('#subject')).direction")).toBe("rtl");
    expect(await overflow(page)).toBe(0);
    await mail.getByRole("tab", { name: "Text" }).click();
    await mail.getByRole("tabpanel").getByText("@localhost #").waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `inbox-longest-${name}`);
    expect({ violations, faults }).toEqual({ violations: [], faults: [] });
  });

  test("show a mail from the end of a long list where it can be seen", async () => {
    await using visited = await visit(browser(), `${development.url}/inbox`, {
      viewport: { width: 1280, height: 720 },
    });
    const { page } = visited;
    const last = page.getByRole("link", { name: "person-0@example.com" });
    await last.click();
    await page.locator("#to").getByText("person-0@example.com").waitFor();
    for (const seen of [page.getByRole("article").getByRole("heading"), last]) {
      const { y = -1 } = (await seen.boundingBox()) ?? {};
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThan(720);
    }
  });

  test.for(places)("sign in: $place", async ({ place, name, ...options }) => {
    const email = `${name}@example.com`;
    await using visited = await visit(browser(), development.url, options);
    const { page, violations, faults } = visited;
    const home = homePage(page);
    await home.ask(email);
    const [mail] = await development.mailsTo(email);
    await page.getByRole("button", { name: `Copy the code ${mail?.code}` }).waitFor();
    expect(await overflow(page)).toBe(0);
    await screenshot(page, `home-code-${name}`);
    await home.code.fill(mail?.code ?? "");
    await page.getByText("GET /session → 200").waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `home-done-${name}`);
    if (name === "still") expect(await moving(page)).toEqual([]);
    expect({ violations, faults }).toEqual({ violations: [], faults: [] });
  });
});

/** How many pixels of a page are beyond its right edge, so that it must be scrolled sideways. */
function overflow(page: Page): Promise<unknown> {
  return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

/** The elements of a page that would move or fade. */
function moving(page: Page): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll("*")]
    .filter((element) => {
      const { animationName, transitionDuration } = getComputedStyle(element);
      return animationName !== "none" || /[1-9]/.test(transitionDuration);
    })
    .map((element) => element.outerHTML)`);
}
