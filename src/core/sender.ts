import { type EmailAddress, parseEmail } from "./email.ts";
import { isOneLine } from "./one-line.ts";

/** Who a mail comes from. `name` may be empty, and is not yet encoded for a header. */
export interface Sender {
  readonly name: string;
  readonly address: EmailAddress;
}

/**
 * Reads a sender as an operator writes it: `Name <address>`, `"Name" <address>` or the bare address. Anything else is
 * `undefined`, lists and groups among it.
 *
 * Unlike RFC 5322, an unquoted name may hold commas and dots (`Acme, Inc.`): it is quoted or encoded on the way out.
 */
export function parseSender(text: string): Sender | undefined {
  if (!isOneLine(text)) return undefined;
  const named = /^([^<>]*)<([^<>]*)>$/.exec(text.trim());
  const name = unquoted((named?.[1] ?? "").trim());
  const address = parseEmail(named?.[2] ?? text, true);
  return name === undefined || address === undefined ? undefined : { name, address };
}

/** The sender behind a setting, or an error that names the setting. */
export function requireSender(setting: string, text: string): Sender {
  const sender = parseSender(text);
  if (sender === undefined) throw new Error(`${setting} must be \`Name <address>\` or an address`);
  return sender;
}

function unquoted(name: string): string | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(name)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, "$1");
  return name.includes('"') ? undefined : name;
}
