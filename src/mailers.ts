import { randomBytes, randomInt } from "node:crypto";
import type { MailerSettings, MailSettings } from "./config/mail-settings.ts";
import type { Clock } from "./core/ports.ts";
import { createConsoleTransport } from "./mail/console.ts";
import type { MailTransport, NamedTransport } from "./mail/mail.ts";
import { createPost } from "./mail/post.ts";
import { createSesClient, createSesTransport } from "./mail/ses.ts";
import { createSmtpTransport } from "./mail/smtp.ts";
import { createSmtpPool, smtpPoolOptions } from "./mail/smtp-pool.ts";
import { openSmtpSession } from "./mail/smtp-session.ts";
import { usualTries } from "./mail/tries.ts";
import { createWebhookTransport, webhookTimeouts } from "./mail/webhook.ts";

/** Opens the mailers that the settings name, in their order. None connects before its first mail. */
export function openMailers({ mailers }: MailSettings, clock: Clock): readonly NamedTransport[] {
  // Where there is another mailer, it is the second try.
  return mailers.map((mailer, i) => openMailer(mailer, clock, i < mailers.length - 1 ? 1 : usualTries.most));
}

function openMailer(mailer: MailerSettings, clock: Clock, tries: number): NamedTransport {
  const options = { clock, randomBytes, randomInt: (below: number) => randomInt(below), tries };
  const named = (transport: MailTransport, close?: () => void) => ({
    name: mailer.kind,
    transport,
    ...(close === undefined ? {} : { close }),
  });
  switch (mailer.kind) {
    case "console":
      return named(createConsoleTransport((text) => process.stdout.write(text)));
    case "ses": {
      const { configurationSet } = mailer;
      const client = createSesClient();
      const set = configurationSet === undefined ? {} : { configurationSet };
      return named(createSesTransport(client, { ...options, ...set }), () => client.destroy());
    }
    case "smtp": {
      const pool = createSmtpPool(() => openSmtpSession(mailer), {
        ...smtpPoolOptions,
        most: mailer.connections,
      });
      return named(createSmtpTransport(pool, options), pool.close);
    }
    case "webhook": {
      const { url, secrets } = mailer;
      return named(createWebhookTransport(createPost(url, webhookTimeouts), { ...options, secrets }));
    }
  }
}
