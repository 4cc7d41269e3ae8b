import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { bundleForPages } from "../../clients/web/bundle.ts";
import { createElementPages } from "../../src/http/element.ts";
import { startService } from "../e2e/support/service.ts";
import { describeInBrowser } from "../support/browser.ts";
import { openElementPage } from "./support/element-page.ts";

describeInBrowser("<nopass-verify> and the real service, on another origin", (browser) => {
  /** A page that has asked the service for a code. */
  async function afterSending(service: Awaited<ReturnType<typeof startService>>) {
    const html = `<nopass-verify url="${service.url}" api-key="${service.publishableKey}" receipt-nonce="n-1"></nopass-verify>`;
    const page = await openElementPage(browser(), { html, service: service.url });
    await page.open();
    await page.email.fill("Ada@Example.com");
    await page.email.press("Enter");
    await page.code.waitFor();
    return page;
  }

  test("come to a receipt for the mailbox that got the code", async () => {
    await using service = await startService({ world: { isOwnOrigin: () => true } });
    const { code, receipt } = await afterSending(service);
    await code.fill(service.codeFor("ada@example.com"));
    await expect.poll(receipt).not.toBe("");
    expect(decodeJwt(await receipt())).toMatchObject({ email: "ada@example.com", nonce: "n-1" });
  });

  test("go on with a new code after a wrong one", async () => {
    await using service = await startService({ world: { isOwnOrigin: () => true } });
    const { code, status, resendButton, receipt } = await afterSending(service);
    const right = service.codeFor("ada@example.com");
    await code.fill(right === "000000" ? "111111" : "000000");
    await expect.poll(() => status.textContent()).toMatch(/not right.*ask for a new one/);
    await resendButton.click();
    await expect.poll(() => service.mails.length).toBe(2);
    await expect.poll(() => code.inputValue()).toBe("");
    await code.fill(service.codeFor("ada@example.com"));
    await expect.poll(receipt).not.toBe("");
  });

  test("count down as long as the service says", async () => {
    await using service = await startService({
      world: { isOwnOrigin: () => true },
      policy: { cool_down: "45s" },
    });
    const { resendButton } = await afterSending(service);
    expect(await resendButton.textContent()).toMatch(/\(4[3-6] s\)$/);
  });

  test("go on when the mail provider did not answer", async () => {
    await using service = await startService({
      world: { isOwnOrigin: () => true },
      deliveries: [{ kind: "unknown", cause: new Error("no answer") }],
    });
    const { code, verifyButton, status, receipt } = await afterSending(service);
    expect(await status.textContent()).toBe("The code may take a while to arrive.");
    await code.fill(service.codeFor("ada@example.com"));
    await verifyButton.click();
    await expect.poll(receipt).not.toBe("");
  });
});

test("the service serves the element, and what lets it go on, to pages of any origin", async () => {
  const scripts = await bundleForPages();
  await using service = await startService({ world: { pages: createElementPages(scripts) } });
  for (const [name, script] of Object.entries(scripts)) {
    const answer = await fetch(`${service.url}/${name}`);
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(await answer.text()).toBe(script);
  }
});
