import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeInBrowser } from "../support/browser.ts";
import { type RunningDevelopment, startDevelopment } from "./support/development.ts";
import { sendCode } from "./support/send-code.ts";
import { servePage } from "./support/serve-page.ts";
import { visit } from "./support/visit.ts";

let development: RunningDevelopment;
beforeAll(async () => {
  development = await startDevelopment();
  await sendCode(development, "ada@example.com");
});
afterAll(() => development[Symbol.asyncDispose]());

const ownPaths = ["/", "/inbox", "/inbox/list", "/inbox/messages", "/inbox/html?id=1", "/inbox/source?id=1"];
const servedPaths = [
  "/livez",
  "/readyz",
  "/.well-known/jwks.json",
  "/session",
  "/nothing-is-here",
  "/inbox/text?id=0",
];

describe("every page", () => {
  test.for([...ownPaths, ...servedPaths])(
    "%s runs nothing but what we wrote, wherever it is shown",
    async (path) => {
      checkHeaders(await fetch(`${development.url}${path}`));
    },
  );

  test.for(["/", "/inbox"])("all that %s is made of comes from here, with the same headers", async (path) => {
    const text = await fetch(`${development.url}${path}`).then((answer) => answer.text());
    const html = text.replace(/<pre[\s\S]*?<\/pre>/g, "");
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    const parts = [...html.matchAll(/\s(?:src|href)="([^"#]+)"/g)].map(([, part = ""]) => part);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part).toMatch(/^\/(?!\/)/);
      const answer = await fetch(`${development.url}${part}`);
      if (part !== "/inbox/source") expect(answer.status, part).toBe(200);
      checkHeaders(answer);
    }
  });

  function checkHeaders({ headers }: Response): void {
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/frame-ancestors '(?:none|self)'/);
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*|https?:|data:|blob:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("content-type")).toMatch(/^[a-z]+\/[a-z0-9+.-]+(?:; charset=utf-8)?$/);
  }
});

describeInBrowser("the browser", (browser) => {
  test.for(["/", "/inbox", "/inbox/html?id=1"])("finds nothing to keep %s from", async (path) => {
    await using visited = await visit(browser(), `${development.url}${path}`);
    const { page, violations, faults } = visited;
    await page.waitForLoadState("load");
    expect({ violations, faults }).toEqual({ violations: [], faults: [] });
  });

  test.for(["setAttribute('style', 'color: red')", "innerHTML = '<b>bold</b>'"])(
    "keeps a page from body.%s",
    async (deed) => {
      await using visited = await visit(browser(), `${development.url}/inbox`);
      const { page, violations } = visited;
      await page.evaluate(`document.body.${deed}`).catch(() => undefined);
      await expect.poll(() => violations.length).toBeGreaterThan(0);
    },
  );

  test("shows our pages in no frame of another site", async () => {
    const frame = `<!doctype html><iframe src="${development.url}/inbox"></iframe>`;
    await using site = await servePage(frame);
    await using visited = await visit(browser(), site.url);
    await expect.poll(() => visited.violations.join()).toContain("frame-ancestors");
  });
});
