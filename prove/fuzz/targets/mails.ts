import { type EmailAddress, parseEmail } from "../../../src/core/email.ts";
import { parseSender } from "../../../src/core/sender.ts";
import { writeMime } from "../../../src/mail/mime.ts";
import { parsedMail } from "../../../test/mail/support/parsed-mail.ts";
import { noon } from "../../../test/support/noon.ts";
import type { Random } from "../../support/random.ts";
import { aCharacter, aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

/** The parts of a mail, one after the other in an input. */
const separator = "\u241e";
const headers =
  "auto-submitted content-type date from mime-version subject to x-auto-response-suppress".split(" ");
const withReply = [...headers, "reply-to"].sort();

export const mails: FuzzTarget = {
  name: "mails",
  invariant: "a reader finds in a mail what was put into it, and nothing else, or it is not written",
  trials: { quick: 4_000, full: 10_000_000 },
  seeds: [
    mail(
      "Acme <no-reply@acme.example>",
      "",
      "123456 is your code",
      "Your code: 123456\n\n@acme.example #123456",
      "<p>123456</p>",
    ),
    mail(
      '"Acme, Inc." <a@acme.example>',
      "help@acme.example",
      "B\u00fccher \u{1f510} code",
      "\u05d0\n.\n..\nFrom x",
      "<p>&amp;</p>\n",
    ),
    mail("A <a@acme.example>", "", "=?UTF-8?B?QQ==?= x", "--=_nopass\nX: y\n--=_nopass--", "=3D\r\n"),
    mail("A\r\nBcc: eve@evil.example <a@acme.example>", "", "x\r\nBcc: eve@evil.example", "", ""),
    mail("=?UTF-8?Q?a?= <a@acme.example>", "B <b@acme.example>", " x ", "\ttabs \n trailing ", "<"),
  ],
  words: [
    "\r\n",
    "\n",
    "Bcc: eve@evil.example",
    "=?UTF-8?B?",
    "?=",
    "<",
    ">",
    ",",
    ";",
    '"',
    "\\",
    "--=_nopass",
    separator,
    "\u2028",
    "\u{1f469}\u200d",
  ],
  generate,
  async judge(input) {
    const [from = "", replyTo = "", subject = "", text = "", html = ""] = input.split(separator);
    const written = write(from, replyTo, subject, text, html);
    if (typeof written === "string") return written;
    const lines = Buffer.from(written).toString("latin1").split("\r\n");
    must(
      lines.every((line) => line.length <= 998 && /^[\t -~]*$/.test(line)),
      "a line is too long, or not in ASCII",
    );
    const read = await parsedMail(written);
    const sender = parseSender(from);
    const [author, ...others] = read.from;
    must(
      others.length === 0 && canonical(author?.address) === sender?.address,
      "it comes from somebody else",
    );
    must(author?.name === shown(sender?.name ?? ""), `its sender is called ${JSON.stringify(author?.name)}`);
    must(read.to.join() === "ada@example.com", "it goes to somebody else");
    must(
      read.replyTo.map(canonical).join() === (replyTo === "" ? "" : parseSender(replyTo)?.address),
      "the answer goes elsewhere",
    );
    must(
      read.headers.toSorted().join() === (replyTo === "" ? headers : withReply).join(),
      "it has other headers",
    );
    must((read.subject ?? "") === shown(subject), `its subject is ${JSON.stringify(read.subject)}`);
    must((read.text ?? "") === body(text), `its text is ${JSON.stringify(read.text)}`);
    must((read.html || "") === body(html), `its HTML is ${JSON.stringify(read.html)}`);
    return `${replyTo === ""} ${lines.filter((line) => line.startsWith(" =?")).length > 0} ${sender?.name === ""}`;
  },
};

/** Readers show domains in Unicode. */
function canonical(address: string | undefined): string | undefined {
  return parseEmail(address ?? "", true);
}

/** Half a character cannot be sent: it arrives as the sign for one. */
function shown(text: string): string {
  return text.toWellFormed();
}

/** Parsers of mail have lines end in LF, and add or take none otherwise. */
function body(text: string): string {
  return text.replaceAll("\r\n", "\n").toWellFormed();
}

/** The mail, or why it was not written. */
function write(
  from: string,
  replyTo: string,
  subject: string,
  text: string,
  html: string,
): Uint8Array | string {
  const answers = replyTo === "" ? {} : { replyTo };
  const to = "ada@example.com" as EmailAddress;
  try {
    return writeMime({ from, ...answers, to, subject, text, html, code: "123456" }, noon);
  } catch (error) {
    const { message } = error as Error;
    must(
      refusals.some((refusal) => refusal.test(message)),
      `it was refused by ${error}`,
    );
    must(parseSender(from) === undefined || replyTo !== "" || /subject/.test(message), "it could be written");
    return message;
  }
}

const refusals = [
  /must be `Name <address>` or an address$/,
  /^the subject holds a line break or control character$/,
];

function mail(...parts: readonly string[]): string {
  return parts.join(separator);
}

function generate(random: Random): string {
  const name = random.chance(50) ? aText(random, 60) : anyText(random, 30);
  const from = random.chance(60) ? `${name.replace(/[<>"]|\p{Cc}/gu, "")}<a@acme.example>` : name;
  return mail(
    from,
    random.chance(30) ? "B <b@acme.example>" : "",
    random.chance(70) ? anyText(random, 80) : aText(random, 80),
    aText(random, 300),
    aText(random, 300),
  );
}

/** Letters of all lengths in UTF-8, and blanks. */
function anyText(random: Random, most: number): string {
  const signs = [...'a b\u00fc\u4e2d\u{1f510}=?_"\\,;:@ \u0301\u200d'];
  return Array.from({ length: random.below(most) }, () =>
    random.chance(97) ? (signs[random.below(signs.length)] ?? "") : aCharacter(random),
  ).join("");
}
