import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** How a mail is looked at. */
export const views = [
  { name: "phone-light", scheme: "light", width: 390 },
  { name: "phone-dark", scheme: "dark", width: 390 },
  { name: "desktop-light", scheme: "light", width: 800 },
  { name: "desktop-dark", scheme: "dark", width: 800 },
] as const;

export type View = (typeof views)[number];

/** Takes pictures of HTML. */
export interface Pictures {
  /** PNGs of a page, one for each view. One page after the other: the next may be asked for when these are there. */
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
  const screens = await Promise.all(views.map((view) => openScreen(browser, view)));
  return {
    of: (html) => Promise.all(screens.map((screen) => screen.take(html))),
    close: () => browser.close(),
  };
}

/**
 * One page for each view, which is drawn on again and again: most of the time went into new pages, and into pages that
 * change their size and colours.
 */
async function openScreen(browser: import("playwright-core").Browser, view: View) {
  const { scheme: colorScheme, width } = view;
  const context = await browser.newContext({
    javaScriptEnabled: false,
    offline: true,
    colorScheme,
    viewport: { width, height: usualHeight },
    deviceScaleFactor: pixelRatio,
  });
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  return {
    async take(html: string): Promise<{ readonly view: View; readonly png: Uint8Array }> {
      await page.setContent(html);
      const height = Number(await page.evaluate("document.body.offsetHeight"));
      const { data } = await devTools.send("Page.captureScreenshot", {
        format: "png",
        optimizeForSpeed: true,
        captureBeyondViewport: height > usualHeight,
        clip: { x: 0, y: 0, width, height, scale: pixelRatio },
      });
      return { view, png: Buffer.from(data, "base64") };
    },
  };
}

/** In pixels. More than most mails have: it is what is beyond that takes time. */
const usualHeight = 900;

/** As on the screens of phones. */
const pixelRatio = 2;

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
