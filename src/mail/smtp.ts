import type { Clock, RandomBytes, RandomInt } from "../core/ports.ts";
import { requireSender } from "../core/sender.ts";
import type { Mail, MailTransport } from "./mail.ts";
import { writeMime } from "./mime.ts";
import { smtpFailure } from "./smtp-failure.ts";
import type { SmtpPool } from "./smtp-pool.ts";
import type { Envelope } from "./smtp-session.ts";
import { tryAgain, usualTries } from "./tries.ts";

export interface SmtpTransportOptions {
  readonly clock: Clock;
  readonly randomInt: RandomInt;
  readonly randomBytes: RandomBytes;
  /** How often it is tried, and how long the first pause is at most. */
  readonly tries?: number;
  readonly backoffMs?: number;
}

/**
 * Hands mails to an SMTP server.
 *
 * SMTP knows no idempotency token either: once the server has asked for the mail's content, only its own answer says
 * what became of it, and without one the mail is `unknown`. Before that a lost connection or a temporary refusal proves
 * that nothing was sent, and it is tried again.
 */
export function createSmtpTransport(pool: SmtpPool, options: SmtpTransportOptions): MailTransport {
  const { tries: most = usualTries.most, backoffMs = usualTries.backoffMs } = options;
  return {
    async deliver(mail) {
      let letter: ReturnType<typeof toLetter>;
      try {
        letter = toLetter(mail, options);
      } catch (cause) {
        return { kind: "refused", fault: "mail", cause };
      }
      const { envelope, mime } = letter;
      const attempt = async () => {
        const handed = await pool.hand(envelope, mime);
        return handed.ok ? accepted : smtpFailure(handed);
      };
      return tryAgain(attempt, { ...options, most, backoffMs });
    },
  };
}

const accepted = { delivery: { kind: "accepted" }, repeatable: false } as const;

/** What servers add on their own differs, so the Message-ID is ours: RFC 5322 §3.6.4. Tries share it. */
function toLetter(mail: Mail, { clock, randomBytes }: SmtpTransportOptions) {
  const from = requireSender("the sender", mail.from).address;
  const name = Buffer.from(randomBytes(16)).toString("hex");
  const messageId = `Message-ID: <${name}@${from.slice(from.lastIndexOf("@") + 1)}>\r\n`;
  const envelope: Envelope = { from, to: mail.to };
  return { envelope, mime: Buffer.concat([Buffer.from(messageId, "latin1"), writeMime(mail, clock())]) };
}
