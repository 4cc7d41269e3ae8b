import type { Mailer } from "../core/ports.ts";
import type { Mail, MailTransport } from "./mail.ts";
import { renderMail } from "./render.ts";

export interface MailerOptions {
  /** The sender of every brand that has none of its own. */
  readonly from: string;
}

/** Hands codes to people: words from `renderMail`, the way out by `transport`. */
export function createMailer(transport: MailTransport, { from }: MailerOptions): Mailer {
  return {
    async send(codeMail) {
      const { tenant, purpose, locale, expiresAtMs } = codeMail;
      let mail: Mail;
      try {
        mail = { ...renderMail(codeMail, from), tenant, purpose, locale, expiresAtMs };
      } catch (cause) {
        return { kind: "refused", fault: "mail", cause };
      }
      return transport.deliver(mail);
    },
  };
}
