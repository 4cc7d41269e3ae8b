import { oneLine } from "../core/one-line.ts";
import type { CodeMail } from "../core/ports.ts";
import { durationInWords } from "./duration.ts";
import { layoutHtml } from "./layout.ts";
import { messagesFor } from "./locales/index.ts";
import type { Mail } from "./mail.ts";

/**
 * Puts a code into words, in the language that fits best.
 *
 * `from` is the sender unless the brand has its own. Throws when a name of the brand would break its line or its host
 * is none: settings are the operator's, but no text of theirs may pose as another line of the mail.
 */
export function renderMail({ to, code, ttlMs, purpose, locale, brand }: CodeMail, from: string): Mail {
  const name = oneLine("the brand's name", brand.name);
  const host = requireHost(brand.host);
  const words = messagesFor(locale);
  const duration = durationInWords(ttlMs, words);
  const intro =
    purpose === signIn ? words.signIn(name) : words.otherPurpose(name, oneLine("the purpose", purpose));
  const notes = [words.validity(duration), words.warning(host), words.ignore];
  return {
    from: brand.from ?? from,
    ...(brand.replyTo === undefined ? {} : { replyTo: brand.replyTo }),
    to,
    subject: words.subject(code, name),
    text: [intro, "", code, "", ...notes, "", originBound(host, code)].join("\n"),
    html: layoutHtml({
      lang: words.lang,
      dir: words.dir,
      title: words.title(name),
      preview: words.preview(duration, host),
      intro,
      code,
      notes,
    }),
    code,
  };
}

/** The purpose that goes without saying. */
const signIn = "sign-in";

/**
 * The line by which a browser fills the code in on this host and no other (WICG, Origin-bound one-time codes). It is
 * one only as the very last line.
 */
function originBound(host: string, code: string): string {
  return `@${host} #${code}`;
}

function requireHost(host: string): string {
  if (!hostName.test(host)) throw new Error("the brand's host is not a host");
  return host;
}

/** In any script; a port may follow. Neither sign of the origin-bound line, no space, nothing invisible. */
const hostName = /^[\p{L}\p{M}\p{Nd}._-]+(?::\d{1,5})?$/u;
