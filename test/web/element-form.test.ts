import { expect, test } from "vitest";
import { describeInBrowser } from "../support/browser.ts";
import { anElement, openElementPage } from "./support/element-page.ts";

const ownControls = `<form action="/session" method="post">
  <nopass-verify api-key="np_test_pk_k1_c2VjcmV0" name="receipt" submit>
    <label for="mail">Your email</label><input id="mail" name="email" type="email" autocomplete="email" required>
    <button>Continue</button>
  </nopass-verify></form>`;

const secondPage = `<form action="/session" method="post">
  <nopass-verify api-key="np_test_pk_k1_c2VjcmV0" name="receipt">
    <label>Your code <input name="code" autocomplete="one-time-code" inputmode="numeric"></label>
    <button>Continue</button>
  </nopass-verify></form>`;

describeInBrowser("<nopass-verify> in a form", (browser) => {
  test("gives it the receipt, and submits it", async () => {
    const html = `<form action="/session" method="post">${anElement.replace("name=", "submit name=")}</form>`;
    const { open, email, code, posts } = await openElementPage(browser(), { html });
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.pressSequentially("012345");
    await expect.poll(() => posts).toEqual(["receipt=header.claims.signature"]);
  });

  test("takes the place of the form without JavaScript, with the address that it held", async () => {
    const html = ownControls.replace("required", 'required value="ada@example.com"');
    const { page, open, email, sendButton, code, posts } = await openElementPage(browser(), { html });
    await open();
    expect(await page.getByRole("textbox").count()).toBe(1);
    expect(await email.inputValue()).toBe("ada@example.com");
    await sendButton.click();
    await code.pressSequentially("012345");
    await expect.poll(() => posts).toEqual(["receipt=header.claims.signature"]);
  });

  test.for([
    {
      step: "the address",
      html: ownControls,
      label: "Your email",
      text: "ada@example.com",
      posted: "email=ada%40example.com",
    },
    { step: "the code", html: secondPage, label: "Your code", text: "012 345", posted: "code=012+345" },
  ])("is a plain form without JavaScript: $step", async ({ html, label, text, posted }) => {
    const { page, open, posts } = await openElementPage(browser(), {
      html,
      context: { javaScriptEnabled: false },
    });
    await open();
    await page.getByLabel(label).fill(text);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect.poll(() => posts).toEqual([posted]);
  });

  test("a form that requires it cannot be submitted before", async () => {
    const html = `<form action="/session" method="post">${anElement.replace("name=", "required name=")}<input type="submit" value="Sign up"></form>`;
    const { page, open, email, code, posts, receipt } = await openElementPage(browser(), { html });
    await open();
    await page.getByRole("button", { name: "Sign up" }).click();
    expect(await page.evaluate("document.querySelector('form').checkValidity()")).toBe(false);
    expect(posts).toEqual([]);
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
    await page.getByRole("button", { name: "Sign up" }).click();
    await expect.poll(() => posts).toEqual(["receipt=header.claims.signature"]);
  });

  test("is disabled and reset with its form", async () => {
    const html = `<form><fieldset>${anElement}</fieldset></form>`;
    const { page, open, email, code } = await openElementPage(browser(), { html });
    await open();
    await page.evaluate("document.querySelector('fieldset').disabled = true");
    expect(await email.isDisabled()).toBe(true);
    await page.evaluate("document.querySelector('fieldset').disabled = false");
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    await page.evaluate("document.querySelector('form').reset()");
    await email.waitFor();
    expect(await code.isVisible()).toBe(false);
  });

  test("is still there after it was moved", async () => {
    const html = `<div id="a">${anElement}</div><div id="b"></div>`;
    const { page, open, email, code, receipt } = await openElementPage(browser(), { html });
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    await page.evaluate("document.querySelector('#b').append(document.querySelector('nopass-verify'))");
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
  });

  test("comes back to a page that the back button leads to", async () => {
    const { page, open, url, email, code, receipt } = await openElementPage(browser());
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    await page.goto(`${url}/elsewhere`);
    await page.goBack();
    // Either the page was kept as it was, or it begins anew: in both cases it works.
    if (await email.isVisible()) {
      await email.fill("ada@example.com");
      await email.press("Enter");
    }
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
  });
});
