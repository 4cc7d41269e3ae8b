import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { describeInBrowser, screenshot } from "../support/browser.ts";
import { openElementPage } from "./support/element-page.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "clients/web/README.md"), "utf8");

/** The examples in one language, for a service at the page's own origin. */
function examples(language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, text = ""]) =>
    text
      .replaceAll("np_live_pk_…", "np_test_pk_k1_c2VjcmV0")
      .replaceAll('url="https://nopass.example.com"', "")
      .replaceAll('url: "/nopass"', 'url: "/"')
      .replaceAll(/<script.*<\/script>/g, ""),
  );
}

/** Bundles a program as an application's bundler does, with React as it is in development. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: "tsx" },
    bundle: true,
    format: "esm",
    jsx: "automatic",
    alias: {
      "@nopass/web/react": join(root, "clients/web/src/react.ts"),
      "@nopass/web/flow": join(root, "clients/web/src/flow.ts"),
    },
    define: { "process.env.NODE_ENV": '"development"' },
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

describeInBrowser("the examples of clients/web/README.md", (browser) => {
  test.for(examples("html"))("a page has its receipt after %s", async (html) => {
    const { page, open, code, posts } = await openElementPage(browser(), { html });
    await open();
    await page.getByLabel("Email").fill("ada@example.com");
    await page.getByRole("button").click();
    await code.pressSequentially("012345");
    await expect.poll(() => posts.length).toBe(1);
    expect(posts[0]).toMatch(/^receipt=header\.claims\.signature/);
  });

  test("the React component has its receipt, in StrictMode", async () => {
    const [component = ""] = examples("tsx");
    const program = `import { StrictMode } from "react";
      import { createRoot } from "react-dom/client";
      ${component}
      globalThis.receipts = [];
      createRoot(document.querySelector("#app")).render(
        <StrictMode><SignIn onReceipt={(receipt) => globalThis.receipts.push(receipt)} /></StrictMode>);`;
    const { page, open, code, sends, verifies } = await openElementPage(browser(), {
      html: '<div id="app"></div>',
      scripts: { "/app.js": await bundle(program) },
    });
    await open();
    await page.getByLabel("Email").fill("ada@example.com");
    await page.getByRole("button", { name: "Continue" }).click();
    await code.fill("012345");
    expect(await page.getByRole("button", { name: /^Send again in \d+ s$/ }).isDisabled()).toBe(true);
    await screenshot(page, "react-code");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect.poll(() => page.getByRole("status").textContent()).toBe("Signed in as ada@example.com");
    expect(await page.evaluate("receipts")).toContain("header.claims.signature");
    expect(sends).toHaveLength(1);
    expect(verifies).toHaveLength(1);
  });

  test("a React component that goes away gives up its call", async () => {
    const program = `import { StrictMode } from "react";
      import { createRoot } from "react-dom/client";
      import { useNoPass } from "@nopass/web/react";
      const options = { url: "/", apiKey: "np_test_pk_k1_c2VjcmV0" };
      function Form() {
        const { send } = useNoPass(options);
        return <button onClick={() => send("ada@example.com")}>Go</button>;
      }
      const root = createRoot(document.querySelector("#app"));
      root.render(<StrictMode><Form /></StrictMode>);
      globalThis.leave = () => root.unmount();`;
    const { page, open, sends } = await openElementPage(browser(), {
      html: '<div id="app"></div>',
      scripts: { "/app.js": await bundle(program) },
      send: [() => new Promise(() => {})],
    });
    await open();
    await page.getByRole("button", { name: "Go" }).click();
    await expect.poll(() => sends.length).toBe(1);
    const failed = page.waitForEvent("requestfailed");
    await page.evaluate("leave()");
    expect((await failed).url()).toContain("SendCode");
  });

  test("the flow tells its listener each step", async () => {
    const [program = ""] = examples("ts").filter((text) => text.includes("@nopass/web/flow"));
    const { page, open } = await openElementPage(browser(), {
      html: "",
      scripts: { "/app.js": await bundle(program) },
    });
    const lines: string[] = [];
    page.on("console", (message) => void lines.push(message.text()));
    await open();
    await expect.poll(() => lines.join("\n")).toMatch(/^address SendCode 0 [\s\S]*code undefined (30|31)/);
  });
});
