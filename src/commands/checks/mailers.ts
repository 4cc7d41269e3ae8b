import type { MailerSettings } from "../../config/mail-settings.ts";
import type { SmtpSettings } from "../../config/smtp-settings.ts";
import { openSmtpSession } from "../../mail/smtp-session.ts";
import { type Finding, kindOf, ok, problem, warning } from "./finding.ts";

/** Looks whether the mailers can be reached, those of AWS aside. Nothing is mailed. */
export async function checkMailers(mailers: readonly MailerSettings[]): Promise<readonly Finding[]> {
  return Promise.all(mailers.flatMap(checkMailer));
}

function checkMailer(mailer: MailerSettings): readonly Promise<Finding>[] {
  switch (mailer.kind) {
    case "smtp":
      return [checkSmtp(mailer)];
    case "webhook":
      return [checkWebhook(mailer.url)];
    case "console":
      return [Promise.resolve(printed)];
    case "ses":
      return [];
  }
}

const printed = warning("mailer", "mails are printed and never sent: name another in NOPASS_MAIL");

/** Does all that comes before a mail: connects, turns TLS on, and logs in. */
async function checkSmtp(settings: SmtpSettings): Promise<Finding> {
  try {
    const session = await openSmtpSession(settings);
    session.close();
    const { tls, user } = settings;
    const how = tls === "off" ? ", without TLS" : " with TLS";
    return ok("SMTP", `the server takes connections${how}${user === undefined ? "" : ", and the login"}`);
  } catch (error) {
    return problem(
      "SMTP",
      `the server cannot be used (${factsOf(error)}): see that NOPASS_SMTP_URL names host, port, user and password, that it offers STARTTLS, and that its certificate is valid`,
    );
  }
}

/** Any answer will do: a request that is not signed is rightly refused. */
async function checkWebhook(url: string): Promise<Finding> {
  try {
    await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(5_000) });
    return ok("webhook", "the endpoint answers");
  } catch (error) {
    return problem(
      "webhook",
      `the endpoint cannot be reached (${factsOf(error)}): see that NOPASS_WEBHOOK_URL, its name in the DNS and its certificate are right`,
    );
  }
}

function factsOf(error: unknown): string {
  return kindOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
}
