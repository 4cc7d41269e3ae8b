import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityProblems } from "../browser/support/accessibility.ts";
import { homePage } from "../browser/support/home-page.ts";
import { visit } from "../browser/support/visit.ts";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { type RunningNoPass, runDevelopment } from "./support/run-development.ts";
import { type RunningExample, runExample } from "./support/run-example.ts";

const ada = "ada@example.com";

describeInBrowser("the example of Express and the element", (browser) => {
  let noPass: RunningNoPass;
  let example: RunningExample;
  beforeAll(async () => {
    noPass = await runDevelopment();
    example = await runExample("express-element", noPass.env);
  }, 60_000);
  afterAll(async () => {
    await example?.[Symbol.asyncDispose]();
    await noPass?.[Symbol.asyncDispose]();
  });

  test("signs in and out, under its own Content-Security-Policy", async () => {
    await using visited = await visit(browser(), example.url);
    const { page, violations, faults } = visited;
    const home = homePage(page);
    await home.email.waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await home.ask(ada);
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "example-express");
    await home.code.fill(await noPass.codeFor(ada));
    await page.getByText(`You are signed in as ${ada}.`).waitFor();
    await page.reload();
    await page.getByText(`You are signed in as ${ada}.`).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "example-express-done");
    await page.getByRole("button", { name: "Sign out" }).click();
    await home.email.waitFor();
    expect({ violations, faults }).toEqual({ violations: [], faults: [] });
  });

  test("believes no receipt of another browser, and none twice", async () => {
    const email = "grace@example.com";
    await using visited = await visit(browser(), example.url);
    const { page } = visited;
    const home = homePage(page);
    const submitting = page.waitForRequest(/\/sign-in$/);
    await home.ask(email);
    await home.code.fill(await noPass.codeFor(email));
    const body = (await submitting).postData() ?? "";
    expect(new URLSearchParams(body).get("receipt")).toMatch(/^ey/);
    await page.getByText(`You are signed in as ${email}.`).waitFor();

    const bring = (cookie: string) =>
      fetch(`${example.url}/sign-in`, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/x-www-form-urlencoded", cookie },
        body,
      });
    const other = await fetch(example.url);
    const [cookie = ""] = (other.headers.get("set-cookie") ?? "").split(";");
    expect(cookie).toMatch(/^session=/);
    for (const session of ["", cookie]) {
      const answer = await bring(session);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({ error: "receipt_refused" });
    }
  });
});
