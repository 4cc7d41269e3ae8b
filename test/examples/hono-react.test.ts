import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityProblems } from "../browser/support/accessibility.ts";
import { visit } from "../browser/support/visit.ts";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { type RunningNoPass, runDevelopment } from "./support/run-development.ts";
import { type RunningExample, runExample } from "./support/run-example.ts";

const ada = "ada@example.com";

describeInBrowser("the example of Hono and React", (browser) => {
  let noPass: RunningNoPass;
  let example: RunningExample;
  beforeAll(async () => {
    noPass = await runDevelopment();
    example = await runExample("hono-react", noPass.env);
  }, 60_000);
  afterAll(async () => {
    await example?.[Symbol.asyncDispose]();
    await noPass?.[Symbol.asyncDispose]();
  });

  test("signs in and out, under its own Content-Security-Policy", async () => {
    await using visited = await visit(browser(), example.url);
    const { page, violations, faults } = visited;
    await page.getByLabel("Email").waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByLabel("Email").fill(ada);
    await page.getByRole("button", { name: "Send code" }).click();
    const code = page.getByLabel(`The code that was sent to ${ada}`);
    await code.waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "example-hono");
    await code.fill(await noPass.codeFor(ada));
    await page.getByRole("button", { name: "Verify" }).click();
    await page.getByText(`You are signed in as ${ada}.`).waitFor();
    await page.reload();
    await page.getByText(`You are signed in as ${ada}.`).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, "example-hono-done");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Email").waitFor();
    expect({ violations, faults }).toEqual({ violations: [], faults: [] });
  });

  test("says that a code is wrong, and believes nothing that is no receipt", async () => {
    const email = "grace@example.com";
    await using visited = await visit(browser(), example.url);
    const { page } = visited;
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Send code" }).click();
    const code = page.getByLabel(`The code that was sent to ${email}`);
    await code.waitFor();
    await code.fill((await noPass.codeFor(email)) === "123456" ? "654321" : "123456");
    await page.getByRole("button", { name: "Verify" }).click();
    await page.getByRole("alert").getByText("That is not the code.").waitFor();

    const answer = await fetch(`${example.url}/session`, {
      method: "POST",
      headers: { authorization: "Bearer a.b.c" },
    });
    expect(answer.status).toBe(401);
  });
});
