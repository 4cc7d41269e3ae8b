import { randomBytes, randomInt } from "node:crypto";
import type { AwsAccess } from "./aws/http.ts";
import type { MailerSettings, MailSettings } from "./config/mail-settings.ts";
import type { Clock } from "./core/ports.ts";
import { createConsoleTransport } from "./mail/console.ts";
import type { MailTransport, NamedTransport } from "./mail/mail.ts";
import { createPost } from "./mail/post.ts";
import { createSesTransport } from "./mail/ses.ts";
import { createSesClient } from "./mail/ses-client.ts";
import { createLeanSesCall, openSesTransport } from "./mail/ses-lean.ts";
import { createSdkSesCall } from "./mail/ses-sdk.ts";
import { createSmtpTransport } from "./mail/smtp.ts";
import { createSmtpPool, smtpPoolOptions } from "./mail/smtp-pool.ts";
import { openSmtpSession } from "./mail/smtp-session.ts";
import { usualTries } from "./mail/tries.ts";
import { createWebhookTransport, webhookTimeouts } from "./mail/webhook.ts";

/** Opens the mailers that the settings name, in their order. None connects before its first mail. */
export function openMailers(
  { mailers }: MailSettings,
  aws: AwsAccess,
  clock: Clock,
): readonly NamedTransport[] {
  // Where there is another mailer, it is the second try.
  const tries = (i: number) => (i < mailers.length - 1 ? 1 : usualTries.most);
  return mailers.map((mailer, i) => openMailer(mailer, aws, clock, tries(i)));
}

/** Prints, and waits until it is taken: a terminal that is too slow makes slow mails. */
const print = (text: string) =>
  new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });

function openMailer(mailer: MailerSettings, aws: AwsAccess, clock: Clock, tries: number): NamedTransport {
  const options = { clock, randomBytes, randomInt: (below: number) => randomInt(below), tries };
  const named = (transport: MailTransport, close?: () => void) => ({
    name: mailer.kind,
    transport,
    ...(close === undefined ? {} : { close }),
  });
  switch (mailer.kind) {
    case "console":
      return named(createConsoleTransport(print));
    case "ses": {
      const { configurationSet } = mailer;
      const client = createSesClient();
      const set = configurationSet === undefined ? {} : { configurationSet };
      const lean = aws.client === "lean" ? openSesTransport(client, aws.openHttp) : undefined;
      const call = lean === undefined ? createSdkSesCall(client) : createLeanSesCall(lean);
      return named(createSesTransport(call, { ...options, ...set }), () => {
        lean?.close();
        client.destroy();
      });
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
