import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A tab of a browser profile of its own. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** What the page was kept from by its Content-Security-Policy, also in its frames. */
  readonly violations: readonly string[];
  /** What a script of the page threw and nobody caught. */
  readonly faults: readonly string[];
}

/** The sizes and colours in which pages are looked at. */
export const looks = [
  { look: "light-desktop", viewport: { width: 1280, height: 860 }, colorScheme: "light" },
  { look: "dark-desktop", viewport: { width: 1280, height: 860 }, colorScheme: "dark" },
  { look: "light-phone", viewport: { width: 390, height: 844 }, colorScheme: "light", hasTouch: true },
  { look: "dark-phone", viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true },
] as const satisfies readonly (BrowserContextOptions & { readonly look: string })[];

/** Opens a page as somebody does who was never there. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  const violations: string[] = [];
  const faults: string[] = [];
  page.on("console", (message) => {
    if (/content security policy|trusted ?(?:type|html|script)/i.test(message.text()))
      violations.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(url);
  return { page, violations, faults, [Symbol.asyncDispose]: () => context.close() };
}
