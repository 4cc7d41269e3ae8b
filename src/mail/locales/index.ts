import { en, type Messages } from "./en.ts";

export type { Messages } from "./en.ts";

/** Every language that mails are written in, by its tag in lower case. */
const catalogs: ReadonlyMap<string, Messages> = new Map([["en", en]]);

/** The best match for a BCP 47 tag (RFC 4647 §3.4): the tag, then with ever fewer subtags, then English. */
export function messagesFor(locale: string): Messages {
  let tag = locale.slice(0, maxTagLength).toLowerCase();
  while (tag !== "") {
    const messages = catalogs.get(tag);
    if (messages !== undefined) return messages;
    tag = tag.slice(0, Math.max(tag.lastIndexOf("-"), 0));
  }
  return en;
}

/** RFC 5646 §4.4.1. A caller's tag may be of any length, and each subtag of it is a step of the loop. */
const maxTagLength = 35;
