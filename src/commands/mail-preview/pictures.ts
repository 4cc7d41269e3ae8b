import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** How a mail is looked at. */
export const views = [
  { name: "phone-light", scheme: "light", width: 390, height: 400 },
  { name: "phone-dark", scheme: "dark", width: 390, height: 400 },
  { name: "desktop-light", scheme: "light", width: 800, height: 400 },
  { name: "desktop-dark", scheme: "dark", width: 800, height: 400 },
] as const;

export type View = (typeof views)[number];

/** Takes pictures of HTML. */
export interface Pictures {
  /** PNGs of a page, one for each view. */
  of(html: string): Promise<readonly { readonly view: View; readonly png: Uint8Array }[]>;
  close(): Promise<void>;
}

/** Starts a browser that takes pictures, or says why there are none. */
export async function openPictures(executablePath: string | undefined): Promise<Pictures | string> {
  if (executablePath === undefined)
    return "there is no Chromium on this machine. Install one, or name it: --browser PATH";
  let playwright: typeof import("playwright-core");
  try {
    // Not a literal, or the bundler would follow it: production has no browser.
    const name = "playwright-core";
    playwright = await import(name);
  } catch {
    return "playwright-core is not installed, which drives the browser: run this from a checkout, after `npm ci`";
  }
  let browser: import("playwright-core").Browser;
  try {
    browser = await playwright.chromium.launch({ executablePath, args: flags });
  } catch {
    return `${executablePath} does not start as a Chromium. Name another: --browser PATH`;
  }
  return {
    async of(html) {
      const context = await browser.newContext({
        javaScriptEnabled: false,
        offline: true,
        deviceScaleFactor: 2,
      });
      try {
        const page = await context.newPage();
        await page.setContent(html);
        const taken: { view: View; png: Uint8Array }[] = [];
        for (const view of views) {
          await page.emulateMedia({ colorScheme: view.scheme });
          await page.setViewportSize(view);
          taken.push({ view, png: await page.screenshot({ fullPage: true }) });
        }
        return taken;
      } finally {
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}

/** The Chromium of this machine, by the names that systems give it. */
export function findChromium({ CHROMIUM, PATH = "" }: Readonly<Record<string, string | undefined>>) {
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  const places = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [CHROMIUM, ...places, ...macPlaces].find((path) => path !== undefined && isExecutable(path));
}

const macPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// The pages are our own, and containers have neither user namespaces for the sandbox nor a large /dev/shm.
const flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic"];
