import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bundleEntry } from "../../clients/web/bundle.ts";
import { english } from "../../clients/web/src/element/strings.ts";
import { refuse } from "../clients/support/refuse.ts";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { openElementPage } from "./support/element-page.ts";

const tags = readdirSync("clients/web/src/locales").map((file) => file.replace(".ts", ""));

test.for(tags)("%s says everything, in its own words, with the same blanks", async (tag) => {
  const { strings } = await import(`../../clients/web/src/locales/${tag}.ts`);
  const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  expect(Object.keys(strings)).toEqual(Object.keys(english));
  for (const [name, text] of Object.entries(english))
    expect(blanks(strings[name]), name).toEqual(blanks(text));
  expect(strings.CODE_REJECTED).not.toBe(english.CODE_REJECTED);
});

test("the README names the languages that there are", () => {
  const readme = readFileSync("clients/web/README.md", "utf8");
  expect(readme).toContain(`adds one: ${tags.map((tag) => `\`${tag}\``).join(" ")}.`);
});

describeInBrowser("<nopass-verify> speaks", (browser) => {
  test.for([
    {
      lang: "de-AT",
      tag: "de",
      dir: "ltr",
      label: "E-Mail",
      want: "Dieser Code stimmt nicht. Verbleibende Versuche: 1.",
    },
    {
      lang: "ar",
      tag: "ar",
      dir: "rtl",
      label: "البريد الإلكتروني",
      want: "الرمز غير صحيح. المحاولات المتبقية: 1.",
    },
    {
      lang: "ja",
      tag: "ja",
      dir: "ltr",
      label: "メールアドレス",
      want: "コードが正しくありません。残り回数：1",
    },
  ] as const)("$lang", async ({ lang, tag, dir, label, want }) => {
    const { page, open, status, sends } = await openElementPage(browser(), {
      lang,
      dir,
      scripts: { "/language.js": await bundleEntry(`locales/${tag}`) },
      verify: [refuse("CODE_REJECTED", { metadata: { attempts_left: "1" } })],
    });
    await open();
    await page.getByLabel(label).fill("ada@example.com");
    await page.getByLabel(label).press("Enter");
    await page.locator("[autocomplete=one-time-code]").pressSequentially("012345");
    await expect.poll(() => status.textContent()).toBe(want);
    expect(sends).toMatchObject([{ locale: lang }]);
    await screenshot(page, `element-language-${tag}`);
  });

  test("the page's own words where they are given", async () => {
    const { page, open } = await openElementPage(browser(), {
      scripts: { "/words.js": 'document.querySelector("nopass-verify").strings = { send: "Let me in" };' },
    });
    await open();
    expect(await page.getByRole("button", { name: "Let me in" }).isVisible()).toBe(true);
  });
});
