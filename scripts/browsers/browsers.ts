import { accessSync } from "node:fs";
import { startDevelopment } from "../../test/browser/support/development.ts";
import { checks } from "./checks.ts";
import { openFirefox } from "./firefox.ts";
import type { Tab } from "./tab.ts";
import { openWebKit } from "./webkit.ts";

/**
 * Signs in through the home page with the other engines: what the tests do in Chromium.
 *
 * Debian: `apt install firefox-esr webkit2gtk-driver xvfb`. An engine that is not there is named and left out.
 */
const firefox = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const driver = process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";
const engines: readonly (readonly [binary: string, openTab: () => Promise<Tab>])[] = [
  [firefox, () => openFirefox(firefox)],
  [driver, () => openWebKit(driver)],
];

let failures = 0;
for (const [binary, openTab] of engines)
  if (isThere(binary)) await run(openTab);
  else console.log(`left out: there is no ${binary}`);
process.exitCode = failures ? 1 : 0;

async function run(openTab: () => Promise<Tab>): Promise<void> {
  await using development = await startDevelopment();
  await using tab = await openTab();
  console.log(tab.engine);
  for (const [index, [name, check]] of Object.entries(checks).entries())
    try {
      await check({ tab, development, email: `ada${index}@example.com` });
      console.log(`  ok   ${name}`);
    } catch (error) {
      failures += 1;
      console.log(`  FAIL ${name}: ${error}`);
    }
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
