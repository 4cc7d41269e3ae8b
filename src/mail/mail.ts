import type { EmailAddress } from "../core/email.ts";
import type { CodeMail, Delivery } from "../core/ports.ts";

/** A code in words. */
export interface RenderedMail {
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

/** A code in words, ready to be handed over, with what it is about for transports that pass that on. */
export interface Mail extends RenderedMail, Pick<CodeMail, "tenant" | "purpose" | "locale" | "expiresAtMs"> {}

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

/** A transport under the name that settings, logs and metrics know it by. */
export interface NamedTransport {
  readonly name: string;
  readonly transport: MailTransport;
  /** Lets go of the connections that it keeps. */
  readonly close?: () => void;
}
