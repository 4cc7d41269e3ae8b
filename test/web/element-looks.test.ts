import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { refuse } from "../clients/support/refuse.ts";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { codeSent, desktop, openElementPage, phone } from "./support/element-page.ts";

const settings: readonly {
  readonly name: string;
  readonly context: BrowserContextOptions;
  readonly dir?: "rtl";
}[] = [
  { name: "light-phone", context: { colorScheme: "light", viewport: phone } },
  { name: "dark-phone", context: { colorScheme: "dark", viewport: phone } },
  { name: "light-desktop", context: { colorScheme: "light", viewport: desktop } },
  { name: "dark-desktop", context: { colorScheme: "dark", viewport: desktop } },
  { name: "forced-colors", context: { forcedColors: "active", viewport: phone } },
  { name: "rtl", context: { colorScheme: "light", viewport: phone }, dir: "rtl" },
  { name: "small", context: { colorScheme: "light", viewport: { width: 320, height: 568 } } },
];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core has to say about a page, in every rule that it has. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  );
  return results.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`,
  );
}

describeInBrowser("the looks of <nopass-verify>", (browser) => {
  test.for(settings)("are accessible in every step: $name", async ({ name, context, dir }) => {
    const { page, open, email, code, receipt, verifyButton, resendButton } = await openElementPage(
      browser(),
      {
        context,
        ...(dir ? { dir } : {}),
        verify: [
          refuse("CODE_REJECTED", { metadata: { attempts_left: "1" } }),
          refuse("CODE_REJECTED", { metadata: { attempts_left: "0" } }),
        ],
      },
    );
    await open();
    const check = async (step: string) => {
      await screenshot(page, `element-${name}-${step}`);
      expect(await violationsOf(page), step).toEqual([]);
    };
    await email.fill("ada@example.com");
    await check("1-address");
    await email.press("Enter");
    await code.pressSequentially("012");
    await check("2-code");
    await code.pressSequentially("345");
    await expect.poll(() => code.getAttribute("aria-invalid")).toBe("true");
    await check("3-wrong");
    await code.pressSequentially("012345");
    await verifyButton.waitFor({ state: "hidden" });
    expect(await resendButton.isVisible()).toBe(true);
    await check("4-closed");
    expect(await receipt()).toBe("");
  });

  test("each character stands in the middle of its box, from left to right, whatever the page", async () => {
    for (const dir of ["ltr", "rtl"] as const)
      for (const length of [6, 8, 10, 12]) {
        const { page, open, email, code } = await openElementPage(browser(), {
          dir,
          css: "* { margin: 0; padding: 0; letter-spacing: 1px } input { width: 50%; border: 4px solid red; font: 13px serif; text-align: right }",
          send: [() => codeSent({ codeLength: length })],
        });
        await open();
        await email.fill("ada@example.com");
        await email.press("Enter");
        await code.fill("1".repeat(length - 1));
        const offsets = await page.evaluate<readonly number[]>(`{
          const host = document.querySelector("nopass-verify");
          const input = host.querySelector("[slot=code]");
          const style = getComputedStyle(input);
          const context = document.createElement("canvas").getContext("2d");
          context.font = style.font;
          const advance = context.measureText("1").width;
          const left = input.getBoundingClientRect().left + parseFloat(style.paddingLeft);
          [...host.shadowRoot.querySelectorAll("[part~=slot]")].map((slot, i) => {
            const box = slot.getBoundingClientRect();
            return left + i * (advance + parseFloat(style.letterSpacing)) + advance / 2 - (box.left + box.right) / 2;
          });
        }`);
        expect(offsets).toHaveLength(length);
        for (const offset of offsets) expect(Math.abs(offset), `${dir} ${length}`).toBeLessThan(1.5);
        await screenshot(page, `element-boxes-${dir}-${length}`);
        const sizes = await page.evaluate<readonly number[]>(
          "[...document.querySelectorAll('nopass-verify > input')].map((input) => parseFloat(getComputedStyle(input).fontSize))",
        );
        // Below 16 pixels Safari on a phone zooms in when the input gets the focus.
        for (const size of sizes) expect(size).toBeGreaterThanOrEqual(16);
      }
  });

  test("takes the page's colours, corners and parts", async () => {
    const css = `nopass-verify { --nopass-accent: rgb(200, 0, 90); --nopass-radius: 0px; font-family: serif }
      nopass-verify::part(change) { color: rgb(1, 2, 3) }`;
    const { page, open, email, code } = await openElementPage(browser(), { css });
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    await screenshot(page, "element-themed");
    const seen = await page.evaluate(`{
      const host = document.querySelector("nopass-verify");
      const button = getComputedStyle(host.shadowRoot.querySelector("[part=button]"));
      [button.backgroundColor, button.borderRadius, button.fontFamily, getComputedStyle(host.shadowRoot.querySelector("[part=change]")).color];
    }`);
    expect(seen).toEqual(["rgb(200, 0, 90)", "0px", "serif", "rgb(1, 2, 3)"]);
  });

  test("leaves its parts to the page, whatever they are", async () => {
    const css = `nopass-verify::part(slot) { border-width: 0 0 2px; background: rgb(1, 2, 3) }
      nopass-verify::part(button) { background: rgb(4, 5, 6); border-radius: 9px; color: rgb(7, 8, 9) }`;
    const { page, open, email, code } = await openElementPage(browser(), { css });
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    const seen = await page.evaluate(`{
      const shadow = document.querySelector("nopass-verify").shadowRoot;
      const slot = getComputedStyle(shadow.querySelector("[part=slot]"));
      const button = getComputedStyle(shadow.querySelector("[part=button]"));
      [slot.borderWidth, slot.backgroundColor, button.backgroundColor, button.borderRadius, button.color];
    }`);
    expect(seen).toEqual(["0px 0px 2px", "rgb(1, 2, 3)", "rgb(4, 5, 6)", "9px", "rgb(7, 8, 9)"]);
  });

  test("has a button to see where a person has chosen the colours", async () => {
    const { page, open, sendButton } = await openElementPage(browser(), {
      context: { forcedColors: "active" },
    });
    await open();
    await sendButton.waitFor();
    const seen = await page.evaluate<readonly string[]>(`{
      const button = document.querySelector("nopass-verify").shadowRoot.querySelector("[part=button]");
      const { color, backgroundColor, borderTopWidth, borderTopColor } = getComputedStyle(button);
      [color, backgroundColor, borderTopWidth, borderTopColor];
    }`);
    const [color, background, borderWidth, borderColor] = seen;
    expect(color).not.toBe(background);
    expect(borderWidth).toBe("1px");
    expect(borderColor).not.toBe(background);
  });

  test("keeps still for people who asked for less motion", async () => {
    const { page, open, email, code } = await openElementPage(browser(), {
      context: { reducedMotion: "reduce" },
    });
    await open();
    await email.fill("ada@example.com");
    await email.press("Enter");
    await code.waitFor();
    const durations = await page.evaluate(
      `[...document.querySelector("nopass-verify").shadowRoot.querySelectorAll("*")].map((node) => getComputedStyle(node).transitionDuration)`,
    );
    expect(new Set(durations as string[])).toEqual(new Set(["0s"]));
  });
});
