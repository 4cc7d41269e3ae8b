import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { answer, type Page } from "../http/pages.ts";

const folder = join(import.meta.dirname, "pages");

/** Serves a page for people, with the words of `fill` in the place of `{{name}}`. */
export function htmlPage(name: string, fill: Readonly<Record<string, string>> = {}): Page {
  const html = readPart(name).replace(/\{\{(\w+)\}\}/g, (_, word: string) => escapeHtml(fill[word] ?? ""));
  return (_req, res) => {
    res.setHeader("content-security-policy", policy);
    answer(res, 200, "text/html", html);
  };
}

/** Serves a file that pages are made of. */
export function part(name: string, type: string): Page {
  const content = readPart(name);
  return (_req, res) => answer(res, 200, type, content);
}

/** Serves a script with all that it imports in one file. It is put together when it is first asked for. */
export function script(name: string): Page {
  let bundled: Promise<string> | undefined;
  return async (_req, res) => {
    bundled ??= bundle(join(folder, name));
    answer(res, 200, "text/javascript", await bundled);
  };
}

/** Nothing but what this server itself sends, and nothing inline: no text in a page can become a script or a style. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

function readPart(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
