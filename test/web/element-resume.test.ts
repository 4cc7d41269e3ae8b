import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { bundleEntry } from "../../clients/web/bundle.ts";
import { refuse } from "../clients/support/refuse.ts";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import {
  anElement,
  codeRight,
  codeSent,
  controlsOf,
  type ElementPageOptions,
  openElementPage,
} from "./support/element-page.ts";

const scripts = { "/remember.js": await bundleEntry("remember") };

describeInBrowser("<nopass-verify> that remembers", (browser) => {
  /** A page whose person has asked for a code. */
  async function afterSending(options: ElementPageOptions = {}) {
    const page = await openElementPage(browser(), {
      ...options,
      scripts: { ...scripts, ...options.scripts },
    });
    await page.open();
    await page.email.fill("ada@example.com");
    await page.email.press("Enter");
    await page.code.waitFor();
    const kept = () => page.page.evaluate<string>("JSON.stringify(Object.entries(sessionStorage))");
    return { ...page, kept };
  }

  test("goes on with the code after the page was loaded again", async () => {
    const { page, open, code, status, resendButton, receipt, sends, verifies } = await afterSending();
    await open();
    await code.waitFor();
    expect(await status.textContent()).toBe("We sent a code to ada@example.com.");
    expect(await resendButton.textContent()).toMatch(/^Send a new code \(\d+ s\)$/);
    await screenshot(page, "element-resumed");
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(sends).toHaveLength(1);
    expect(verifies).toMatchObject([{ challengeId: "nc1_challenge", code: "012345" }]);
  });

  test("keeps the challenge and the address while they are needed, and never the code or the receipt", async () => {
    const wrong = refuse("CODE_REJECTED", { metadata: { attempts_left: "2" } });
    const { code, status, receipt, kept } = await afterSending({ verify: [wrong, () => codeRight()] });
    await code.pressSequentially("987654");
    await expect.poll(() => status.textContent()).toBe("That code is not right. Attempts left: 2.");
    expect(await kept()).toContain("nc1_challenge");
    expect(await kept()).toContain("ada@example.com");
    expect(await kept()).not.toContain("987654");
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(await kept()).toBe("[]");
  });

  test("says after a reload that the code has expired meanwhile, and sends a new one to the same address", async () => {
    const { page, open, status, resendButton, sends, kept } = await afterSending();
    await page.goto("about:blank");
    await page.clock.install({ time: Date.now() + 301_000 });
    await open();
    await expect.poll(() => status.textContent()).toBe("That took too long. Please ask for a new code.");
    expect(await kept()).toBe("[]");
    await resendButton.click();
    await expect.poll(() => sends.length).toBe(2);
    expect(sends[1]).toMatchObject({ email: "ada@example.com", challengeId: "" });
  });

  test("forgets a challenge that expired before the person's eyes", async () => {
    const soon = () => codeSent({ expireTime: timestampFromMs(Date.now() + 2_000) });
    const { open, email, status, kept } = await afterSending({ send: [soon] });
    await expect.poll(() => status.textContent(), { timeout: 5_000 }).toMatch(/^That took too long/);
    expect(await kept()).toBe("[]");
    await open();
    await email.waitFor();
  });

  test("forgets a challenge that is closed", async () => {
    const wrong = refuse("CODE_REJECTED", { metadata: { attempts_left: "0" } });
    const { open, email, code, status } = await afterSending({ verify: [wrong] });
    await code.pressSequentially("987654");
    await expect.poll(() => status.textContent()).toMatch(/ask for a new one/);
    await open();
    await email.waitFor();
  });

  test("forgets it when the person goes back to the address", async () => {
    const { page, open, email, code, kept } = await afterSending();
    await page.getByRole("button", { name: "Use another address" }).click();
    expect(await kept()).toBe("[]");
    await open();
    await email.waitFor();
    expect(await code.isVisible()).toBe(false);
    expect(await email.inputValue()).toBe("");
  });

  test("is another tab's business in another tab", async () => {
    const { page, url, code, receipt } = await afterSending();
    const other = await page.context().newPage();
    await other.goto(url);
    await controlsOf(other).email.waitFor();
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
  });

  test.for([
    { attribute: "purpose", html: anElement.replace("name=", 'purpose="pay" name=') },
    { attribute: "receipt-nonce", html: anElement.replace("name=", 'receipt-nonce="n-2" name=') },
  ])("does not go on with a challenge that is bound to another $attribute", async ({ html }) => {
    const { page, email } = await afterSending();
    await page.route("**/", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(anElement, html) });
    });
    await page.reload();
    await email.waitFor();
    // The other page's is still there for that one.
    await page.unroute("**/");
    await page.reload();
    await controlsOf(page).code.waitFor();
  });

  test("goes on with the challenge of the page rather than an earlier one", async () => {
    const { page, code, verifyButton, verifies } = await afterSending();
    const html = anElement.replace("name=", 'challenge="nc1_server" name=');
    await page.route("**/", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(anElement, html) });
    });
    await page.reload();
    await code.pressSequentially("012345");
    await verifyButton.click();
    await expect.poll(() => verifies.map(({ challengeId }) => challengeId)).toEqual(["nc1_server"]);
  });

  test("goes on in an element that comes after the page", async () => {
    const { page, open, code } = await afterSending();
    await page.evaluate("document.querySelector('nopass-verify').remove()");
    await page.evaluate(`{
      const element = document.createElement("nopass-verify");
      element.setAttribute("api-key", "np_test_pk_k1_c2VjcmV0");
      document.querySelector("main").append(element);
    }`);
    await code.waitFor();
    await open();
    await code.waitFor();
  });

  test("does without storage where the browser forbids it", async () => {
    const { page, open, email, code, receipt } = await openElementPage(browser(), { scripts });
    await page.addInitScript(`for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(globalThis, name, { get() { throw new DOMException("forbidden", "SecurityError") } })`);
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.pressSequentially("012345");
    await expect.poll(receipt).toBe("header.claims.signature");
  });
});

describeInBrowser("<nopass-verify> with the challenge that a server asked for", (browser) => {
  const html = anElement.replace("name=", 'challenge="nc1_server" name=');

  test("takes the code at once, of any length", async () => {
    const { page, open, code, status, verifyButton, receipt, sends, verifies } = await openElementPage(
      browser(),
      {
        html: html.replace("name=", 'email="ada@example.com" name='),
      },
    );
    await open();
    expect(await status.textContent()).toBe("We sent a code to ada@example.com.");
    await code.pressSequentially("012345");
    await screenshot(page, "element-handed-over");
    await verifyButton.click();
    await expect.poll(receipt).toBe("header.claims.signature");
    expect(sends).toEqual([]);
    expect(verifies).toMatchObject([{ challengeId: "nc1_server", code: "012345" }]);
  });

  test("takes the place of the second page of a form without JavaScript", async () => {
    const form = `<form action="/session" method="post">
      <nopass-verify api-key="np_test_pk_k1_c2VjcmV0" name="receipt" submit challenge="nc1_server" email="ada@example.com">
        <label>Your code <input name="code" value="01" autocomplete="one-time-code"></label><button>Continue</button>
      </nopass-verify></form>`;
    const { page, open, code, status, verifyButton, posts } = await openElementPage(browser(), {
      html: form,
    });
    await open();
    expect(await page.getByRole("textbox").count()).toBe(1);
    expect(await status.textContent()).toBe("We sent a code to ada@example.com.");
    await code.fill("012345");
    await verifyButton.click();
    await expect.poll(() => posts).toEqual(["receipt=header.claims.signature"]);
  });

  test("sends another code for it", async () => {
    const { open, status, resendButton, sends } = await openElementPage(browser(), { html });
    await open();
    expect(await status.textContent()).toBe("");
    await resendButton.click();
    await expect.poll(() => sends.length).toBe(1);
    expect(sends[0]).toMatchObject({ challengeId: "nc1_server", email: "" });
  });

  test("does not tell the page that it was sent now", async () => {
    const { page, open, code, resendButton } = await openElementPage(browser(), { html });
    await page.addInitScript(
      `globalThis.told = 0; document.addEventListener("nopass-sent", () => { told += 1 })`,
    );
    await open();
    await code.waitFor();
    expect(await page.evaluate("told")).toBe(0);
    await resendButton.click();
    await expect.poll(() => page.evaluate("told")).toBe(1);
  });
});
