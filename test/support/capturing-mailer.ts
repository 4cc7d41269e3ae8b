import type { CodeMail, Delivery, Mailer } from "../../src/core/ports.ts";

export interface CapturingMailer extends Mailer {
  readonly mails: readonly CodeMail[];
}

/** Keeps what it is given. Deliveries go as scripted, in this order, and well after that. */
export function capturingMailer(...deliveries: readonly Delivery[]): CapturingMailer {
  const mails: CodeMail[] = [];
  return {
    mails,
    async send(mail) {
      const delivery = deliveries[mails.length] ?? { kind: "accepted" };
      mails.push(mail);
      return delivery;
    },
  };
}
