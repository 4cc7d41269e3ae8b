import type { EmailAddress } from "../core/email.ts";
import type { Delivery } from "../core/ports.ts";

/** A code in words, ready to be handed over. */
export interface Mail {
  /** `Name <address>` or a bare address, as configured. */
  readonly from: string;
  readonly replyTo?: string;
  /** The only recipient there is. */
  readonly to: EmailAddress;
  readonly subject: string;
  /** Complete in itself; lines end in LF, and the last one in nothing. */
  readonly text: string;
  readonly html: string;
  /** The code alone, for transports that show it in another way. */
  readonly code: string;
}

/**
 * A way out of the house for mails.
 *
 * Implementations pass `test/contract/mailer.ts`. `deliver` never throws and never sends a mail twice: what may have
 * been accepted is `unknown`, not repeated. A mail that would break a header is refused. The cause of a failure holds
 * neither the address nor the code, so that it can be logged.
 */
export interface MailTransport {
  deliver(mail: Mail): Promise<Delivery>;
}
