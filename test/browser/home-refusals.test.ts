import { expect, test } from "vitest";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { minutes, scriptedClock, seconds } from "../support/noon.ts";
import { accessibilityProblems } from "./support/accessibility.ts";
import { startDevelopment } from "./support/development.ts";
import { homePage } from "./support/home-page.ts";
import { visit } from "./support/visit.ts";

describeInBrowser("the home page, when something goes wrong,", (browser) => {
  test("says that a code is wrong, and lets no second guess through", async () => {
    const email = "wrong@example.com";
    await using development = await startDevelopment();
    await using visited = await visit(browser(), development.url);
    const { page } = visited;
    const home = homePage(page);
    await home.ask(email);
    const [mail] = await development.mailsTo(email);
    await home.code.fill(mail?.code === "123456" ? "654321" : "123456");
    await home.says("That code is not right or was used before. Please ask for a new one.");
    await page
      .locator("#calls li")
      .first()
      .getByText(/^403 in/)
      .waitFor();
    expect(await page.locator("#calls li").first().textContent()).toContain("CODE_REJECTED");
    expect(await page.locator("#receipt").isVisible()).toBe(false);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "home-wrong-code");
  });

  test("says that a code came too late, and goes on with a new one", async () => {
    const email = "late@example.com";
    const { clock, pass } = scriptedClock(new Date());
    await using development = await startDevelopment({ clock });
    await using visited = await visit(browser(), "about:blank");
    const { page } = visited;
    await page.clock.install();
    await page.goto(development.url);
    const home = homePage(page);
    await home.ask(email);
    const [first] = await development.mailsTo(email);
    pass(minutes(6));
    await home.code.fill(first?.code ?? "");
    await home.says("That took too long. Please ask for a new code.");
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "home-expired");

    await page.clock.fastForward(seconds(31));
    await home.resend.click();
    await expect.poll(async () => (await development.mailsTo(email)).length).toBe(2);
    const [second] = await development.mailsTo(email);
    await home.code.fill(second?.code ?? "");
    await home.says(`${email} is verified.`);
  });

  test("sends another code when the countdown is over, and not before", async () => {
    const email = "resend@example.com";
    const { clock, pass } = scriptedClock(new Date());
    await using development = await startDevelopment({ clock });
    await using visited = await visit(browser(), "about:blank");
    const { page } = visited;
    await page.clock.install();
    await page.goto(development.url);
    const home = homePage(page);
    await home.ask(email);
    expect(await home.resend.textContent()).toMatch(/^Send a new code \(\d\d? s\)$/);
    expect(await home.resend.getAttribute("aria-disabled")).toBe("true");
    await home.resend.click({ force: true });
    expect(await development.mailsTo(email)).toHaveLength(1);

    pass(seconds(32));
    await page.clock.fastForward(seconds(32));
    await page.getByRole("button", { name: "Send a new code", exact: true }).click();
    await expect.poll(async () => (await development.mailsTo(email)).length).toBe(2);
    const [newest] = await development.mailsTo(email);
    await page.getByRole("button", { name: `Copy the code ${newest?.code}` }).waitFor();
    await home.code.fill(newest?.code ?? "");
    await home.says(`${email} is verified.`);
  });

  test("waits for a slow service, and says so", async () => {
    await using development = await startDevelopment();
    await using visited = await visit(browser(), development.url);
    const { page } = visited;
    const home = homePage(page);
    const answered = Promise.withResolvers<void>();
    await page.route("**/SendCode", async (route) => {
      await answered.promise;
      await route.continue();
    });
    await home.email.fill("slow@example.com");
    await home.send.click();
    await home.says("Sending…");
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "home-slow");
    answered.resolve();
    await home.code.waitFor();
  });

  test("says that there is no connection, and goes on when there is one again", async () => {
    const email = "offline@example.com";
    await using development = await startDevelopment();
    await using visited = await visit(browser(), development.url);
    const { page, faults } = visited;
    const home = homePage(page);
    await home.ask(email);
    const [mail] = await development.mailsTo(email);
    await page.route("**/VerifyCode", (route) => route.abort());
    await home.code.fill(mail?.code ?? "");
    await home.says("No connection. Please try again.");
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "home-unreachable");
    await page.unroute("**/VerifyCode");
    await home.verify.click();
    await home.says(`${email} is verified.`);
    expect(faults).toEqual([]);
  });

  test("asks again by itself when the connection broke once", async () => {
    await using development = await startDevelopment();
    await using visited = await visit(browser(), development.url);
    const { page } = visited;
    const home = homePage(page);
    let tries = 0;
    await page.route("**/SendCode", (route) => (++tries === 1 ? route.abort() : route.continue()));
    await home.ask("flaky@example.com");
    expect(tries).toBe(2);
    expect(await development.mailsTo("flaky@example.com")).toHaveLength(1);
  });

  test("says that it did not work when the service cannot mail, and shows the service's answer", async () => {
    const cause = new Error("the provider refused");
    const deliver = async () => ({ kind: "refused", cause }) as const;
    await using development = await startDevelopment({ transport: { deliver } });
    await using visited = await visit(browser(), development.url);
    const { page, faults } = visited;
    const home = homePage(page);
    await home.email.fill("refused@example.com");
    await home.send.click();
    await home.says("Something went wrong. Please try again later.");
    const call = page.locator("#calls li").first();
    await call.getByText(/^503 in/).waitFor();
    expect(await call.textContent()).toContain("DELIVERY_FAILED");
    await screenshot(page, "home-failed");
    expect(faults).toEqual([]);
  });
});
