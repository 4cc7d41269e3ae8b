import { mailHeaders } from "./headers.ts";
import type { RenderedMail } from "./mail.ts";

/**
 * Writes a mail as SES and any SMTP server take it: a text part and an HTML part, in ASCII only.
 *
 * Throws on what would break a header. There is no Message-ID, which SES replaces, and nothing of a mailing list
 * (`List-*`, `Precedence`): a code is not a newsletter that one unsubscribes from.
 */
export function writeMime(mail: RenderedMail, now: Date): Uint8Array {
  const date = now.toUTCString().replace("GMT", "+0000");
  return Buffer.from(
    `${mailHeaders(mail)}Date: ${date}${beforeText}${base64Lines(mail.text)}${beforeHtml}${base64Lines(mail.html)}${end}`,
    "latin1",
  );
}

/** Neither part can hold it, as there is no hyphen in base64: so it need not be random. */
const boundary = "=_nopass";

const beforeText = [
  "",
  "MIME-Version: 1.0",
  // RFC 3834 §5, and the same for Exchange: no absence notice answers a code.
  "Auto-Submitted: auto-generated",
  "X-Auto-Response-Suppress: All",
  `Content-Type: multipart/alternative; boundary="${boundary}"`,
  "",
  partHead("text/plain"),
].join("\r\n");

const beforeHtml = `\r\n${partHead("text/html")}`;

const end = `\r\n--${boundary}--\r\n`;

function partHead(type: string): string {
  return `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
}

/** RFC 2045 §6.8: lines of 76 characters at most, over text whose own lines end in CRLF. */
function base64Lines(text: string): string {
  const encoded = Buffer.from(text.replace(/\r?\n/g, "\r\n")).toString("base64");
  let lines = encoded.slice(0, maxEncodedLength);
  // A regular expression takes three times as long.
  for (let start = maxEncodedLength; start < encoded.length; start += maxEncodedLength)
    lines += `\r\n${encoded.slice(start, start + maxEncodedLength)}`;
  return lines;
}

const maxEncodedLength = 76;
