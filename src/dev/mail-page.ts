import { createHash } from "node:crypto";
import { Parser } from "htmlparser2";
import type { HttpResponse } from "../http/one-port.ts";
import { answer } from "../http/pages.ts";

/** Answers with the HTML of a mail, as it is, to be looked at in a frame of the inbox. */
export function answerWithMail(res: HttpResponse, html: string): void {
  res.setHeader("content-security-policy", mailPolicy(html));
  answer(res, 200, "text/html", html);
}

/**
 * Allows a mail its own styles, which are inline as mail clients want them, and nothing else.
 *
 * Each is named by its hash (CSP level 3 §8.3 `unsafe-hashes`, for style attributes), so that none can be slipped in.
 * `sandbox` holds also where the mail is opened outside of the inbox.
 */
function mailPolicy(html: string): string {
  const hashes = [...new Set(stylesIn(html))].map((style) => `'sha256-${sha256(style)}'`);
  const styles = hashes.length === 0 ? "'none'" : `'unsafe-hashes' ${hashes.join(" ")}`;
  return `default-src 'none'; style-src ${styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox`;
}

/** The content of every `style` element and attribute. */
function stylesIn(html: string): readonly string[] {
  const styles: string[] = [];
  let element: string | undefined;
  const parser = new Parser({
    onopentag(name, { style }) {
      if (style !== undefined) styles.push(style);
      if (name === "style") element = "";
    },
    ontext(text) {
      if (element !== undefined) element += text;
    },
    onclosetag() {
      if (element !== undefined) styles.push(element);
      element = undefined;
    },
  });
  parser.end(html);
  return styles;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
