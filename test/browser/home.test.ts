import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeEach, expect, test } from "vitest";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { accessibilityProblems } from "./support/accessibility.ts";
import { type RunningDevelopment, startDevelopment } from "./support/development.ts";
import { homePage } from "./support/home-page.ts";
import { looks, visit } from "./support/visit.ts";

describeInBrowser("the home page", (browser) => {
  // One for each test, as a publishable key sends no more than ten codes from one network address.
  let development: RunningDevelopment;
  beforeEach(async () => {
    development = await startDevelopment();
    return () => development[Symbol.asyncDispose]();
  });

  test.for(looks)("signs in with the code from the inbox: $look", async ({ look, ...options }) => {
    const ada = `ada-${look}@example.com`;
    await using visited = await visit(browser(), development.url, options);
    const { page, violations, faults } = visited;
    const home = homePage(page);
    await home.email.waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `home-${look}`);

    await home.ask(ada);
    expect(await accessibilityProblems(page)).toEqual([]);

    const inbox = await page.context().newPage();
    await inbox.goto(`${development.url}/inbox`);
    await inbox.getByRole("link", { name: ada }).click();
    const [mail] = await development.mailsTo(ada);
    await inbox
      .getByRole("article")
      .getByRole("button", { name: `Copy the code ${mail?.code}` })
      .click();
    await inbox.getByRole("status").getByText("Code copied").waitFor();

    await page.bringToFront();
    await page.getByRole("button", { name: `Copy the code ${mail?.code}` }).waitFor();
    await screenshot(page, `home-code-${look}`);
    await home.code.focus();
    await page.keyboard.press("ControlOrMeta+V");
    await home.says(`${ada} is verified.`);

    await page.getByText("GET /session → 200").waitFor();
    expect(await page.locator("#session").textContent()).toContain(`"email": "${ada}"`);
    const verdicts = await page.locator("#receipt-checks li").allTextContents();
    expect(verdicts).toHaveLength(7);
    for (const verdict of verdicts) expect(verdict).toMatch(/^Holds: /);
    expect(await page.locator("#receipt-claims").textContent()).toContain(`"email": "${ada}"`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `home-done-${look}`);
    expect({ violations, faults }).toEqual({ violations: [], faults: [] });
  });

  test("goes on with the code that is on its way after a reload", async () => {
    await using visited = await visit(browser(), development.url);
    const { page } = visited;
    const home = homePage(page);
    await home.ask("ada@example.com");
    await page.reload();
    await home.says("We sent a code to ada@example.com.");
    const [mail] = await development.mailsTo("ada@example.com");
    await page.getByRole("button", { name: `Copy the code ${mail?.code}` }).waitFor();
    await home.code.pressSequentially(mail?.code ?? "");
    await home.says("ada@example.com is verified.");
    await page.reload();
    await home.email.waitFor();
  });

  test("shows the calls as they went over the wire, and as commands that a terminal runs", async () => {
    const email = "o'hara@example.com";
    await using visited = await visit(browser(), development.url);
    const { page } = visited;
    const home = homePage(page);
    const answering = page.waitForResponse(/SendCode$/);
    await home.ask(email);
    const answer = await answering;
    const call = page.locator("#calls li").first();
    expect(JSON.parse((await call.locator(".answer").textContent()) ?? "")).toEqual(await answer.json());
    const [line, ...body] = ((await call.locator(".request").textContent()) ?? "").split("\n");
    expect(line).toBe("POST /nopass.v1.NoPassService/SendCode");
    expect(JSON.parse(body.join("\n"))).toEqual(answer.request().postDataJSON());

    await call.getByRole("tab", { name: "curl" }).click();
    await call.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("status").getByText("Command copied").waitFor();
    const command = String(await page.evaluate("navigator.clipboard.readText()"));
    // The same idempotency key: it is answered the same, and nothing is mailed.
    const { stdout } = await promisify(execFile)("sh", ["-c", command]);
    expect(JSON.parse(stdout)).toEqual(await answer.json());
    expect(await development.mailsTo(email)).toHaveLength(1);
    expect(await page.content()).not.toContain(development.secretKey);
  });

  test("goes from a sign-in to the next", async () => {
    await using visited = await visit(browser(), development.url);
    const { page } = visited;
    const home = homePage(page);
    for (const email of ["first@example.com", "second@example.com"]) {
      await home.ask(email);
      const [mail] = await development.mailsTo(email);
      await home.code.fill(mail?.code ?? "");
      await home.says(`${email} is verified.`);
      await page.locator("#session").getByText(email).waitFor();
      await page.getByRole("button", { name: "Sign in again" }).click();
    }
  });

  test("takes a code as people paste it, and as a phone fills it in", async () => {
    await using visited = await visit(browser(), development.url);
    const { page } = visited;
    const home = homePage(page);
    await home.ask("paste@example.com");
    expect(await home.code.getAttribute("autocomplete")).toBe("one-time-code");
    const [pasted] = await development.mailsTo("paste@example.com");
    const spaced = `${pasted?.code.slice(0, 3)} ${pasted?.code.slice(3)}`;
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(spaced)})`);
    await home.code.focus();
    await page.keyboard.press("ControlOrMeta+V");
    await home.says("paste@example.com is verified.");

    await page.getByRole("button", { name: "Sign in again" }).click();
    await home.ask("autofill@example.com");
    const [filled] = await development.mailsTo("autofill@example.com");
    // A browser fills in the whole code at once, with one event and without a key.
    await home.code.evaluate(`document.activeElement.value = "${filled?.code}"`);
    await home.code.dispatchEvent("input", { inputType: "insertReplacementText" });
    await home.says("autofill@example.com is verified.");
  });

  test("can be used with the keyboard alone", async () => {
    const email = "keyboard@example.com";
    await using visited = await visit(browser(), development.url);
    const { page } = visited;
    const home = homePage(page);
    await home.email.waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the sign-in");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type(email);
    await page.keyboard.press("Enter");
    await home.code.waitFor();
    const [mail] = await development.mailsTo(email);
    await page.keyboard.type(mail?.code ?? "");
    await home.says(`${email} is verified.`);
  });

  test("keeps two tabs apart: each has its own challenge, and its own code", async () => {
    await using visited = await visit(browser(), development.url);
    const second = await visited.page.context().newPage();
    await second.goto(development.url);
    const tabs = [
      { home: homePage(visited.page), email: "tab-1@example.com" },
      { home: homePage(second), email: "tab-2@example.com" },
    ];
    for (const { home, email } of tabs) await home.ask(email);
    for (const { home, email } of tabs.toReversed()) {
      const [mail] = await development.mailsTo(email);
      await home.code.fill(mail?.code ?? "");
      await home.says(`${email} is verified.`);
    }
  });

  test("can be left and come back to by the back button, and used again", async () => {
    await using visited = await visit(browser(), development.url);
    const { page, faults } = visited;
    const home = homePage(page);
    await home.ask("back@example.com");
    await page.getByRole("link", { name: "Inbox", exact: true }).click();
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await page.goBack();
    // Chromium keeps the page as it was, or loads it anew: both must lead to a sign-in.
    await home.email.or(home.code).filter({ visible: true }).waitFor();
    const isAnew = await home.email.isVisible();
    const email = isAnew ? "back-again@example.com" : "back@example.com";
    if (isAnew) await home.ask(email);
    const [mail] = await development.mailsTo(email);
    await home.code.fill(mail?.code ?? "");
    await home.says(`${email} is verified.`);
    expect(faults).toEqual([]);
  });
});

async function focused(page: Parameters<typeof homePage>[0]): Promise<unknown> {
  return page.evaluate("document.activeElement.textContent");
}
