import { expect, test } from "vitest";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { anElement, openElementPage } from "./support/element-page.ts";

describeInBrowser("<nopass-verify>", (browser) => {
  test("takes a person from an address to a receipt", async () => {
    const { page, open, email, code, status, receipt, sends, verifies } = await openElementPage(browser());
    await open();
    await email.fill("ada@example.com");
    await screenshot(page, "element-address");
    await email.press("Enter");
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(await status.textContent()).toBe("ada@example.com is verified.");
    expect(sends.map((sent) => sent.email)).toEqual(["ada@example.com"]);
    expect(verifies).toMatchObject([{ challengeId: "nc1_challenge", code: "012345" }]);
    await screenshot(page, "element-done");
  });

  test("gives its form the receipt", async () => {
    const html = `<form action="/session" method="post">${anElement.replace("name=", "submit name=")}</form>`;
    const { open, email, code, posts } = await openElementPage(browser(), { html });
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.pressSequentially("012345");
    await expect.poll(() => posts).toEqual(["receipt=header.claims.signature"]);
  });
});
