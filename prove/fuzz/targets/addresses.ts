import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import addressparser from "nodemailer/lib/addressparser";
import { parseEmail } from "../../../src/core/email.ts";
import type { Random } from "../../support/random.ts";
import { aCharacter, aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

export const addresses: FuzzTarget = {
  name: "addresses",
  invariant: "an address is refused, or has one form, which every reader takes for the same mailbox",
  trials: { quick: 150_000, full: 10_000_000 },
  seeds: [
    "ada@example.com",
    " Ada.Lovelace+code@Example.COM ",
    "ada@b\u00fccher.example",
    "ada@xn--bcher-kva.example",
    "a@\u4f8b\u3048.\u30c6\u30b9\u30c8",
    "ada@example\u3002com",
    "ada@example.com,eve@evil.example",
    "<ada@example.com>",
    '"ada"@example.com',
    "ada@[127.0.0.1]",
    "ada@127.0.0.1",
    "ada@example.com\r\nBcc: eve@evil.example",
    "ada@evil.example/example.com",
    "ada@stra\u00dfe.example",
    "ada@\u05d0.example",
    `${"a".repeat(64)}@${"b".repeat(63)}.example`,
  ],
  words: ["xn--", "@", "..", ".com", "\u00ad", "\u200d", "%40", "%00", "\r\n", "<", "(", "\u0130", "\u017f"],
  generate,
  judge(input) {
    const kept = parseEmail(input, true);
    const folded = parseEmail(input);
    must((kept === undefined) === (folded === undefined), "the case of the local part decides");
    if (kept === undefined || folded === undefined) return `refused ${input.indexOf("@") < 0}`;
    must(folded === kept.replace(/^[^@]+/, (local) => local.toLowerCase()), "more than the case differs");
    for (const email of [kept, folded]) checkForm(email);
    must(parseEmail(kept, true) === kept && parseEmail(folded) === folded, "reading it again changes it");
    const domain = kept.slice(kept.lastIndexOf("@") + 1);
    must(readByMail(kept) === domain, "the parser of mail headers reads another mailbox");
    must(readBySmtp(kept) === domain, "the path of an SMTP command ends elsewhere");
    must(readByUrl(domain) === domain, "the URL standard reads another domain");
    must(domainToASCII(domain) === domain, "IDNA has another form for the domain");
    return `${kept === input} ${kept === folded} ${domain.includes("xn--")} ${domain.split(".").length > 2}`;
  },
};

/** RFC 5321 §4.1.2 and §4.5.3.1, and RFC 5322 §3.2.3, written once more, without a regular expression. */
function checkForm(email: string): void {
  must(email.length <= 254, "it is longer than a path may be");
  const [local = "", domain = "", ...rest] = email.split("@");
  must(rest.length === 0, "there are several @");
  must(local.length > 0 && local.length <= 64 && domain.length > 0 && domain.length <= 253, "its length");
  for (const unit of email) must(unit > " " && unit < "\x7f", "it holds more than printable ASCII");
  for (const unit of local) must(!'()<>[]:;@\\,"`'.includes(unit), "its local part needs quotes");
  must(
    local.split(".").every((atom) => atom !== ""),
    "it has an empty atom",
  );
  const labels = domain.split(".");
  must(labels.length >= 2 && isIP(domain) === 0, "its domain is none");
  for (const label of labels) {
    must(label.length > 0 && label.length <= 63, "a label is empty or too long");
    must(!label.startsWith("-") && !label.endsWith("-"), "a label begins or ends with a hyphen");
    for (const unit of label) must("abcdefghijklmnopqrstuvwxyz0123456789-".includes(unit), "a label");
  }
}

function readByMail(email: string): string | undefined {
  const [mailbox, ...others] = addressparser(`Ada <${email}>`);
  return others.length === 0 ? mailbox?.address?.split("@").at(-1) : undefined;
}

/** RFC 5321 §4.1.2: a path ends at its bracket, and parameters follow a space. */
function readBySmtp(email: string): string | undefined {
  const command = `RCPT TO:<${email}>`;
  const path = command.slice(command.indexOf("<") + 1, command.indexOf(">"));
  return command.indexOf(">") === command.length - 1 ? path.slice(path.lastIndexOf("@") + 1) : undefined;
}

function readByUrl(domain: string): string | undefined {
  return URL.parse(`https://${domain}/`)?.host;
}

function generate(random: Random): string {
  const label = () => (random.chance(70) ? aWord(random) : aText(random, 8));
  const local = random.chance(70) ? aWord(random) : aText(random, 20);
  const labels = Array.from({ length: 1 + random.below(4) }, label);
  const dot = random.pick([".", ".", ".", "\u3002", "\uff0e", "\uff61"]);
  return `${random.pick(["", "", " ", "<"])}${local}@${labels.join(dot)}${random.pick(["", "", "", ".", " ", ">"])}`;
}

function aWord(random: Random): string {
  const letters = "abcxyzABCXYZ0189-_+.\u00fc\u00df\u0131\u05d0\u4e2d\u0915\u094d\u200d\u0301";
  const most = random.chance(90) ? 8 : 70;
  let word = random.chance(10) ? "xn--" : "";
  for (let left = 1 + random.below(most); left > 0; left--)
    word += random.chance(97) ? letters.charAt(random.below(letters.length)) : aCharacter(random);
  return word;
}
