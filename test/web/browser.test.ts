import { expect, test } from "vitest";
import { describeInBrowser } from "../support/browser.ts";

describeInBrowser("the browser of these tests", (browser) => {
  test("runs scripts", async () => {
    const page = await browser().newPage();
    expect(await page.evaluate(() => [1, 2].map((n) => n * 2))).toEqual([2, 4]);
    await page.close();
  });
});
