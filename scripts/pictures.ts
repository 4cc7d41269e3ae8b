import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "../src/commands/mail-preview/pictures.ts";
import { type RunningDevelopment, startDevelopment } from "../test/browser/support/development.ts";

/**
 * Draws the pictures of the README, in light and in dark, into `docs/images`: the home page with a code on its way, and
 * the mail on a phone in front of it. They come from the real pages, on a service that runs for as long as this takes.
 */
const folder = join(import.meta.dirname, "../docs/images");
const executablePath = findChromium(process.env);
if (executablePath === undefined) throw new Error("no Chromium: install it, or set CHROMIUM to its path");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
mkdirSync(folder, { recursive: true });
for (const colorScheme of ["light", "dark"] as const) {
  await using development = await startDevelopment();
  const [home, mail] = await shoot(browser, development, colorScheme);
  const path = join(folder, `sign-in-${colorScheme}.png`);
  const png = await compose(browser, home, mail, colorScheme === "light" ? "#d9dadf" : "#3a3e49");
  writeFileSync(path, png);
  console.log(`${path}: ${Math.ceil(png.length / 1000)} kB`);
}
await browser.close();

type Scheme = "light" | "dark";

async function shoot(browser: Browser, development: RunningDevelopment, colorScheme: Scheme) {
  const email = "ada@example.com";
  const context = await browser.newContext({ colorScheme, viewport: { width: 1180, height: 660 } });
  const page = await context.newPage();
  await page.goto(development.url);
  const element = page.locator("nopass-verify");
  await element.getByLabel("Email").fill(email);
  await element.getByRole("button", { name: "Send code" }).click();
  const [sent] = await development.mailsTo(email);
  await page.getByRole("button", { name: `Copy the code ${sent?.code}` }).waitFor();
  await element.getByLabel("Code", { exact: true }).pressSequentially(sent?.code.slice(0, 3) ?? "");
  const home = await page.screenshot({ animations: "disabled", caret: "hide" });
  await page.setViewportSize({ width: 350, height: 456 });
  await page.goto(`${development.url}/inbox/html?id=1`);
  const mail = await page.screenshot();
  await context.close();
  return [home, mail] as const;
}

/** The one picture in front of the other, on nothing, so that it fits every page. */
async function compose(browser: Browser, home: Buffer, mail: Buffer, line: string): Promise<Buffer> {
  const page: Page = await browser.newPage({ viewport: { width: 1280, height: 716 } });
  const url = (png: Buffer) => `data:image/png;base64,${png.toString("base64")}`;
  const frame = `position:absolute;border:1px solid ${line};overflow:hidden;display:block`;
  await page.setContent(`<body style="margin:0;background:transparent">
    <img src="${url(home)}" style="${frame};left:0;top:0;border-radius:14px" alt="">
    <img src="${url(mail)}" style="${frame};right:8px;bottom:8px;border-radius:22px;box-shadow:0 0 0 7px ${line}" alt="">
  </body>`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}
