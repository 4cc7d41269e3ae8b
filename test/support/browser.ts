import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";

/** Starts the Chromium of this machine, with a profile of its own. Throws where there is none. */
export async function launchBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(`no Chromium: install it, or set CHROMIUM to its path`);
  return chromium.launch({ executablePath, headless: true, args: flags });
}

/**
 * Tests in a real browser, which is started once for all of them.
 *
 * Where there is none they are skipped, and say so. In CI they never are: they fail.
 */
export function describeInBrowser(name: string, suite: (browser: () => Browser) => void): void {
  if (executablePath === undefined && !process.env.CI) {
    process.stderr.write(`\nSKIPPED, for want of Chromium (apt install chromium): ${name}\n`);
    describe.todo(`${name}: needs Chromium, and this machine has none`);
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchBrowser();
    }, 60_000);
    afterAll(() => browser?.close());
    suite(() => {
      if (browser === undefined)
        throw new Error("the browser starts before the first test, not while they are collected");
      return browser;
    });
  });
}

/** Writes what a page looks like to `test-results/screenshots/`, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), animations: "disabled" });
}

const screenshots = join(import.meta.dirname, "../../test-results/screenshots");

const flags = [
  // Containers have neither the user namespaces of the sandbox nor a large /dev/shm.
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const executablePath = findChromium();

function findChromium(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [process.env.CHROMIUM, ...places].find((path) => path !== undefined && isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
