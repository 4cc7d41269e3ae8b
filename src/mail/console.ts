import { mailHeaders } from "./headers.ts";
import type { MailTransport } from "./mail.ts";

/**
 * Shows mails on the terminal instead of sending them: for development only, as whoever reads the output can sign in.
 *
 * What could not be mailed is not shown either.
 */
export function createConsoleTransport(write: (text: string) => void | Promise<void>): MailTransport {
  return {
    async deliver(mail) {
      try {
        mailHeaders(mail);
      } catch (cause) {
        return { kind: "refused", fault: "mail", cause };
      }
      try {
        await write(`To: ${mail.to}\nSubject: ${mail.subject}\n\n${mail.text}\n\n`);
        return { kind: "accepted" };
      } catch (cause) {
        return { kind: "unknown", cause };
      }
    },
  };
}
