import { oneLine } from "../core/one-line.ts";
import { requireSender } from "../core/sender.ts";
import { headerMailbox, headerText } from "./header-text.ts";
import type { RenderedMail } from "./mail.ts";

/**
 * The headers that a mail's own words go into, each line ended.
 *
 * Throws when one of them would break its line or its sender is none: no text can add a header or a recipient.
 */
export function mailHeaders({ from, replyTo, to, subject }: RenderedMail): string {
  return [
    `From: ${headerMailbox(requireSender("the sender (NOPASS_MAIL_FROM, or from in the tenant's brand)", from))}\r\n`,
    `To: ${oneLine("the recipient", to)}\r\n`,
    replyTo === undefined
      ? ""
      : `Reply-To: ${headerMailbox(requireSender("replyTo in the tenant's brand", replyTo))}\r\n`,
    `Subject: ${headerText(oneLine("the subject", subject), "Subject: ".length)}\r\n`,
  ].join("");
}
