import { createCounter } from "./plural.ts";

const counted = createCounter("en");

/**
 * The words of the mail in English, and by their type those of every language.
 *
 * They are plain text: whoever puts them into HTML escapes them. The code comes first in the subject, where a lock
 * screen or a watch still shows it, and nowhere else.
 */
export const en = {
  lang: "en",
  dir: "ltr" as "ltr" | "rtl",
  subject: (code: string, brand: string) => `${code} is your ${brand} code`,
  title: (brand: string) => `Your ${brand} code`,
  preview: (duration: string, host: string) => `Valid for ${duration}, only on ${host}.`,
  signIn: (brand: string) => `Use this code to sign in to ${brand}:`,
  otherPurpose: (brand: string, purpose: string) => `Use this code at ${brand} for ${purpose}:`,
  validity: (duration: string) => `It is valid for ${duration}.`,
  warning: (host: string) => `Only enter it on ${host}. Nobody will ask you for it.`,
  ignore: "Did you not ask for it? Ignore this mail, and nothing happens.",
  seconds: (count: number) => counted(count, { one: "second", other: "seconds" }),
  minutes: (count: number) => counted(count, { one: "minute", other: "minutes" }),
  hours: (count: number) => counted(count, { one: "hour", other: "hours" }),
};

/** What a language has to say. A missing line does not compile. */
export type Messages = Readonly<typeof en>;
