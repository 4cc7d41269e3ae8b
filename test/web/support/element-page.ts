import { createServer } from "node:http";
import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import {
  CodeAlphabet,
  NoPassService,
  type SendCodeRequest,
  type SendCodeResponse,
  SendCodeResponseSchema,
  type VerifyCodeRequest,
  type VerifyCodeResponse,
  VerifyCodeResponseSchema,
} from "../../../clients/shared/gen/nopass/v1/nopass_pb.js";
import { bundleEntry } from "../../../clients/web/bundle.ts";
import type { Answer } from "../../clients/support/fake-no-pass.ts";
import { listen } from "../../clients/support/server.ts";

/** What stands in the page, how the service answers there, and how the browser is set. */
export interface ElementPageOptions {
  readonly html?: string;
  readonly lang?: string;
  readonly dir?: "ltr" | "rtl";
  readonly css?: string;
  readonly send?: readonly Answer<SendCodeRequest, SendCodeResponse>[];
  readonly verify?: readonly Answer<VerifyCodeRequest, VerifyCodeResponse>[];
  /** More files: a path and the module that it serves. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly context?: BrowserContextOptions;
  /** Another origin that the page may call. */
  readonly service?: string;
}

export const anElement = '<nopass-verify api-key="np_test_pk_k1_c2VjcmV0" name="receipt"></nopass-verify>';

/**
 * Opens a page with the element, under the strictest policy there is. The test fails at its end if the page broke that
 * policy or threw anything.
 */
export async function openElementPage(browser: Browser, options: ElementPageOptions = {}) {
  const { html = anElement, lang = "en", dir = "ltr", css = "", scripts = {}, context = {} } = options;
  const sends: SendCodeRequest[] = [];
  const verifies: VerifyCodeRequest[] = [];
  const posts: string[] = [];
  const files: Record<string, readonly [string, string]> = {
    "/nopass-verify.js": ["text/javascript", await element()],
    "/page.css": [
      "text/css",
      `:root { color-scheme: light dark; background: Canvas } body { margin: 1.5rem } ${css}`,
    ],
    "/favicon.ico": ["image/x-icon", ""],
  };
  for (const [path, script] of Object.entries(scripts)) files[path] = ["text/javascript", script];
  const tags = ["/nopass-verify.js", ...Object.keys(scripts)].map(
    (path) => `<script type="module" src="${path}"></script>`,
  );
  const document = `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>Sign in</title>
    <link rel="stylesheet" href="/page.css">${tags.join("")}</head><body><main><h1>Sign in</h1>${html}</main></body></html>`;
  const rpc = connectNodeAdapter({
    routes: (router) =>
      router.service(NoPassService, {
        sendCode: scripted(options.send ?? [() => codeSent()], sends),
        verifyCode: scripted(options.verify ?? [() => codeRight()], verifies),
      }),
  });
  const server = await listen(
    createServer((request, response) => {
      const path = request.url?.split("?")[0] ?? "";
      if (path.startsWith("/nopass.v1.")) return rpc(request, response);
      const [type, body] = files[path] ?? ["text/html; charset=utf-8", document];
      response.setHeader("content-type", type);
      response.setHeader("content-security-policy", policy(options.service));
      if (request.method !== "POST") return void response.end(body);
      let posted = "";
      request.on("data", (chunk) => {
        posted += chunk;
      });
      request.on("end", () => {
        posts.push(posted);
        response.end(body);
      });
    }),
  );
  const opened = await browser.newContext({ viewport: phone, deviceScaleFactor: 2, ...context });
  const page = await opened.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // Chromium writes a line of its own for every answer that is no 200.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  onTestFinished(async () => {
    await opened.close();
    expect(faults).toEqual([]);
  });
  const open = () => page.goto(`${server.url}/`);
  return { page, open, url: server.url, server, sends, verifies, posts, ...controlsOf(page) };
}

/** What a person sees of the element. */
export function controlsOf(page: Page) {
  return {
    email: page.getByLabel("Email"),
    sendButton: page.getByRole("button", { name: "Send code" }),
    code: page.getByRole("textbox", { name: "Code" }),
    verifyButton: page.getByRole("button", { name: "Verify" }),
    resendButton: page.getByRole("button", { name: /^Send a new code/ }),
    status: page.locator("nopass-verify > [role=status]"),
    receipt: () => page.evaluate<string>('document.querySelector("nopass-verify").value'),
  };
}

export const phone = { width: 390, height: 664 };
export const desktop = { width: 1280, height: 800 };

/** No inline script, no inline style, and no text turned into HTML. */
function policy(service = ""): string {
  return (
    `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${service}; form-action 'self'; ` +
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
  );
}

export function codeSent(differences: Partial<SendCodeResponse> = {}): SendCodeResponse {
  return create(SendCodeResponseSchema, {
    challengeId: "nc1_challenge",
    expireTime: timestampFromMs(Date.now() + 300_000),
    resendTime: timestampFromMs(Date.now() + 30_000),
    codeLength: 6,
    codeAlphabet: CodeAlphabet.DIGITS,
    ...differences,
  });
}

export function codeRight(differences: Partial<VerifyCodeResponse> = {}): VerifyCodeResponse {
  return create(VerifyCodeResponseSchema, {
    email: "ada@example.com",
    purpose: "sign-in",
    verifyTime: timestampFromMs(Date.now()),
    receipt: "header.claims.signature",
    knownDevice: "nd1_device",
    receiptExpireTime: timestampFromMs(Date.now() + 300_000),
    ...differences,
  });
}

function scripted<Request, Response>(
  answers: readonly Answer<Request, Response>[],
  asked: Request[],
): Answer<Request, Response> {
  return (request, context) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request);
    if (!answer) throw new Error("the script is empty");
    return answer(request, context);
  };
}

let bundled: Promise<string> | undefined;

function element(): Promise<string> {
  bundled ??= bundleEntry("element");
  return bundled;
}
