import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { accessibilityProblems } from "./support/accessibility.ts";
import { type RunningDevelopment, startDevelopment } from "./support/development.ts";
import { sendCode } from "./support/send-code.ts";
import { looks, visit } from "./support/visit.ts";

const ada = "ada@example.com";
const grace = "grace@example.com";

describeInBrowser("the inbox", (browser) => {
  let development: RunningDevelopment;
  beforeAll(async () => {
    development = await startDevelopment();
  });
  afterAll(() => development[Symbol.asyncDispose]());

  const inbox = () => `${development.url}/inbox`;

  test("says that it is empty, and shows a mail by itself when it is sent", async () => {
    await using empty = await startDevelopment();
    await using visited = await visit(browser(), `${empty.url}/inbox`);
    const { page } = visited;
    await page.getByRole("heading", { name: "No mail yet" }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "inbox-empty");

    await sendCode(empty, ada);
    const [mail] = await empty.mailsTo(ada);
    await page.getByRole("heading", { name: mail?.subject ?? "" }).waitFor();
    expect(await page.getByRole("heading", { name: "No mail yet" }).isVisible()).toBe(false);

    await sendCode(empty, grace);
    await page.getByRole("status").getByText(`New mail to ${grace}`).waitFor();
    expect(await page.getByRole("list").getByRole("link").count()).toBe(2);
  });

  test.for(looks)("is fit to look at, and for a screen reader: $look", async ({ look, ...options }) => {
    const to = `${look}@example.com`;
    await sendCode(development, to);
    await using visited = await visit(browser(), inbox(), options);
    const { page, violations, faults } = visited;
    const link = page.getByRole("link", { name: to });
    await link.waitFor();
    await screenshot(page, `inbox-${look}`);
    expect(await accessibilityProblems(page)).toEqual([]);

    await link.click();
    const [mail] = await development.mailsTo(to);
    await page
      .getByRole("article")
      .getByRole("heading", { name: mail?.subject ?? "" })
      .waitFor();
    const frame = page.frameLocator("iframe");
    await frame.getByText(mail?.code ?? "none", { exact: true }).waitFor();
    await screenshot(page, `inbox-mail-${look}`);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(violations).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("shows the mail's own styles, under a policy that names each by its hash", async () => {
    await sendCode(development, "styles@example.com");
    await using visited = await visit(browser(), inbox());
    const { page, violations } = visited;
    await page.getByRole("link", { name: "styles@example.com" }).click();
    const code = page.frameLocator("iframe").locator("strong");
    await code.waitFor();
    // Two lines of small text high: so its inline style holds.
    expect((await code.boundingBox())?.height).toBeGreaterThan(40);
    expect(await page.locator("iframe").getAttribute("sandbox")).toBe("");
    const source = await page.locator("iframe").getAttribute("src");
    const { headers } = await fetch(new URL(source ?? "", development.url));
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/style-src 'unsafe-hashes' 'sha256-/);
    expect(policy).toMatch(/; sandbox$/);
    expect(policy).not.toMatch(/unsafe-inline|\*|https?:/);
    expect(violations).toEqual([]);
  });

  test("copies the code by a click, from the list and from the mail", async () => {
    await sendCode(development, "copy@example.com");
    const [mail] = await development.mailsTo("copy@example.com");
    await using visited = await visit(browser(), inbox());
    const { page } = visited;
    const copied = () => page.evaluate("navigator.clipboard.readText()");
    for (const place of ["list", "article"] as const) {
      await page.evaluate('navigator.clipboard.writeText("")');
      await page
        .getByRole(place)
        .getByRole("button", { name: `Copy the code ${mail?.code}` })
        .click();
      await expect.poll(copied).toBe(mail?.code);
      await page.getByRole("status").getByText("Code copied").waitFor();
    }
  });

  test("shows the mail as text and its headers, by pointer and by arrow keys", async () => {
    const to = "parts@example.com";
    await sendCode(development, to);
    const [mail] = await development.mailsTo(to);
    await using visited = await visit(browser(), inbox());
    const { page } = visited;
    await page.getByRole("link", { name: to }).click();
    await page.getByRole("tab", { name: "Text" }).click();
    const panel = page.getByRole("tabpanel");
    await expect.poll(() => panel.textContent()).toBe(mail?.text);
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tab", { name: "Headers", selected: true }).waitFor();
    await expect.poll(() => panel.textContent()).toMatch(new RegExp(`^From: .*\\nTo: ${to}\\nSubject: `));
    expect(await panel.textContent()).toContain("Auto-Submitted: auto-generated");
    await page.keyboard.press("Home");
    await page.getByRole("tab", { name: "HTML", selected: true }).waitFor();
  });

  test("gives the whole mail to a mail program", async () => {
    const to = "download@example.com";
    await sendCode(development, to);
    await using visited = await visit(browser(), inbox());
    const { page } = visited;
    await page.getByRole("link", { name: to }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download .eml" }).click();
    expect((await downloading).suggestedFilename()).toMatch(/^nopass-\d+\.eml$/);
  });

  test("shows the mails of one address, and keeps that in its address", async () => {
    await sendCode(development, "first@example.com");
    await sendCode(development, "second@example.com");
    await using visited = await visit(browser(), `${inbox()}?to=first@example.com`);
    const { page } = visited;
    const links = page.getByRole("list").getByRole("link");
    await links.first().waitFor();
    expect(await links.count()).toBe(1);
    await page.getByRole("searchbox").fill("second@");
    await page.getByRole("link", { name: "second@example.com" }).waitFor();
    expect(await links.count()).toBe(1);
    expect(page.url()).toBe(`${inbox()}?to=second%40`);
    await page.getByRole("searchbox").fill("nobody@");
    await page.getByText("No mail to an address like that").waitFor();
  });

  test("leads from the list to a mail and back on a phone, also by the back button and without a pointer", async () => {
    const to = "pocket@example.com";
    await sendCode(development, to);
    const [, , phone] = looks;
    await using visited = await visit(browser(), inbox(), { viewport: phone.viewport });
    const { page } = visited;
    const link = page.getByRole("link", { name: to });
    const article = page.getByRole("article");
    await link.waitFor();
    expect(await article.isVisible()).toBe(false);
    await link.focus();
    await page.keyboard.press("Enter");
    await article.waitFor();
    expect(await link.isVisible()).toBe(false);
    await page.goBack();
    await link.waitFor();
    await page.goForward();
    await page.getByRole("link", { name: "All mails" }).click();
    await link.waitFor();
    expect(await article.isVisible()).toBe(false);
  });

  test("says so when the service is gone, and goes on when it is back", async () => {
    await using visited = await visit(browser(), inbox());
    const { page } = visited;
    await page.route("**/inbox/list", (route) => route.abort());
    await page.getByText("NoPass does not answer").waitFor();
    await page.unroute("**/inbox/list");
    await page.getByText("The last 50 mails").waitFor();
  });

  test("takes the text of a mail for text", async () => {
    const hostile = "a<img-src=x-onerror=alert(1)>@example.com";
    await using visited = await visit(browser(), inbox());
    const { page, faults } = visited;
    const list = [
      {
        id: "1",
        to: hostile,
        from: "<b>x</b>",
        subject: "<script>x</script>",
        code: "1",
        sentAt: "2026-11-23T12:00:00Z",
      },
    ];
    await page.route("**/inbox/list", (route) => route.fulfill({ json: list }));
    await page.getByRole("heading", { name: "<script>x</script>" }).waitFor();
    expect(await page.getByText(hostile).count()).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });
});
