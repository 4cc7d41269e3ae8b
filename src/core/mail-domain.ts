import type { EmailAddress } from "./email.ts";

/** The large mail providers, each by one domain, and `other` for all the rest. */
export type MailDomain = (typeof mailDomains)[number];

/**
 * The domains that statistics may name.
 *
 * The list is fixed, so that a metric has few series, and so that none of them names a person: a domain of one's own is
 * `other`, and so is a company's.
 */
export const mailDomains = [
  "aol.com",
  "comcast.net",
  "gmail.com",
  "gmx.net",
  "icloud.com",
  "mail.ru",
  "naver.com",
  "orange.fr",
  "outlook.com",
  "proton.me",
  "qq.com",
  "t-online.de",
  "web.de",
  "yahoo.com",
  "yandex.ru",
  "163.com",
  "other",
] as const;

/** The provider behind an address. */
export function mailDomainOf(email: EmailAddress): MailDomain {
  const domain = email.slice(email.lastIndexOf("@") + 1);
  const known = byAlias.get(domain);
  if (known !== undefined) return known;
  // Yahoo and Outlook, under all its names, have one domain for each country.
  const name = countryDomain.exec(domain)?.[1];
  if (name === undefined) return "other";
  return name === "yahoo" ? "yahoo.com" : "outlook.com";
}

/** Each provider with the other domains of its mailboxes. */
const aliases = [
  ["gmail.com", "googlemail.com"],
  ["gmx.net", "gmx.at", "gmx.ch", "gmx.com", "gmx.de"],
  ["icloud.com", "mac.com", "me.com"],
  ["mail.ru", "bk.ru", "inbox.ru", "list.ru"],
  ["orange.fr", "wanadoo.fr"],
  ["outlook.com", "hotmail.com", "live.com", "msn.com"],
  ["proton.me", "pm.me", "protonmail.com"],
  ["qq.com", "foxmail.com"],
  ["yahoo.com", "rocketmail.com", "ymail.com"],
  ["yandex.ru", "ya.ru", "yandex.com"],
  ["163.com", "126.com"],
] as const satisfies readonly (readonly [MailDomain, ...string[]])[];

const byAlias: ReadonlyMap<string, MailDomain> = new Map<string, MailDomain>([
  ...mailDomains.map((domain) => [domain, domain] as const),
  ...aliases.flatMap(([domain, ...others]) => others.map((other) => [other, domain] as const)),
]);

const countryDomain = /^(hotmail|live|outlook|yahoo)\.(?:com?\.)?[a-z]{2}$/;
