import type { Delivery } from "../core/ports.ts";
import type { Handed, SmtpFault } from "./smtp-session.ts";
import type { Outcome } from "./tries.ts";

/** Says what became of a mail that was not accepted, and whether it may be tried again. */
export function smtpFailure({ fault, bodyStarted }: Handed & { readonly ok: false }): Outcome {
  const { responseCode = 0, command } = fault;
  const ofRecipient = command === "RCPT TO";
  // An answer is final, also one that came after the content: RFC 5321 §4.2.5.
  if (responseCode >= 500) {
    if (namesNoMailbox(fault)) return refused(fault, { fault: "mailbox" });
    return refused(fault, ofRecipient || bodyStarted ? { fault: "mail" } : {});
  }
  if (responseCode >= 400)
    return ofRecipient
      ? refused(fault, { fault: "mail", retryAfterMs: laterMs })
      : refused(fault, { retryAfterMs: busyMs }, true);
  if (bodyStarted)
    return { delivery: { kind: "unknown", cause: withoutPersonalData(fault) }, repeatable: false };
  const hopeless = hopelessCodes.has(String(fault.code));
  return hopeless ? refused(fault) : refused(fault, { retryAfterMs: busyMs }, fault.code !== "EBUSY");
}

/** Nothing that another try within the same call could change: what is wrong are the settings or the certificate. */
const hopelessCodes: ReadonlySet<string> = new Set(["EAUTH", "ENOAUTH", "ETLS", "EENVELOPE"]);

/**
 * Whether the server says for good that the mailbox does not exist or is closed (RFC 3463 §3.2 and §3.3).
 *
 * A bare 550 says less: relays also refuse with it what they do not want to send for anybody, and then all addresses
 * would be taken for dead. Such a mail is refused, and nothing is concluded from it.
 */
function namesNoMailbox({ response }: SmtpFault): boolean {
  const [, status = ""] = /^5\d\d[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(String(response ?? "")) ?? [];
  return deadMailbox.has(status);
}

/** No such mailbox; no such domain; no syntax of an address; moved; a domain that takes no mail; disabled. */
const deadMailbox: ReadonlySet<string> = new Set(["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"]);

const busyMs = 5_000;

/** Grey lists and full mailboxes: RFC 6647 §5 has clients come back after a minute or more. */
const laterMs = 60_000;

function refused(
  fault: SmtpFault,
  facts: Pick<Delivery & { readonly kind: "refused" }, "fault" | "retryAfterMs"> = {},
  repeatable = false,
): Outcome {
  return { delivery: { kind: "refused", cause: withoutPersonalData(fault), ...facts }, repeatable };
}

/** The texts of servers repeat addresses, so only what names the fault goes on. */
function withoutPersonalData({ code, originalCode, command, responseCode, response }: SmtpFault): Error {
  const [status] = /(?<=^\d\d\d[ -])[245]\.\d{1,3}\.\d{1,3}\b/.exec(String(response ?? "")) ?? [];
  const facts = [command, responseCode, status, code, originalCode];
  const words = facts.filter((fact) => /^[A-Za-z0-9_. -]{1,40}$/.test(String(fact ?? "")));
  return new Error(`SMTP: ${words.join(" ") || "no answer that can be read"}`);
}
