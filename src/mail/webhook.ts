import type { Clock, Delivery, RandomBytes, RandomInt } from "../core/ports.ts";
import type { Secret } from "../core/secret.ts";
import { requireSender } from "../core/sender.ts";
import { signWebhook } from "../core/webhook-signature.ts";
import { mailHeaders } from "./headers.ts";
import type { Mail, MailTransport } from "./mail.ts";
import type { Post, Posted, PostTimeouts } from "./post.ts";
import { type Outcome, tryAgain, usualTries } from "./tries.ts";

export interface WebhookTransportOptions {
  readonly secrets: Secret<readonly Uint8Array[]>;
  readonly clock: Clock;
  readonly randomInt: RandomInt;
  readonly randomBytes: RandomBytes;
  /** How often it is tried, and how long the first pause is at most. */
  readonly tries?: number;
  readonly backoffMs?: number;
}

/** Three tries fit into the deadline of a call. */
export const webhookTimeouts: PostTimeouts = { connectMs: 1_000, wholeMs: 2_500 };

/**
 * Hands mails to an HTTP endpoint of the operator's, which passes them on to whatever there is.
 *
 * Receivers keep to what docs/mailers.md asks of them: a repeated `webhook-id` sends nothing again, so a request whose
 * answer was lost is repeated; a 4xx says that nothing was sent nor will be.
 */
export function createWebhookTransport(post: Post, options: WebhookTransportOptions): MailTransport {
  const { secrets, clock, randomInt, randomBytes } = options;
  const { tries: most = usualTries.most, backoffMs = usualTries.backoffMs } = options;
  return {
    async deliver(mail) {
      try {
        mailHeaders(mail);
      } catch (cause) {
        return { kind: "refused", fault: "mail", cause };
      }
      const id = `msg_${Buffer.from(randomBytes(16)).toString("base64url")}`;
      const body = JSON.stringify(toMessage(mail, clock()));
      let doubt: Delivery | undefined;
      const delivery = await tryAgain(
        async () => {
          const signed = signWebhook(secrets.reveal(), id, clock(), body);
          const headers = {
            "content-type": "application/json",
            "webhook-id": signed.id,
            "webhook-timestamp": signed.timestamp,
            "webhook-signature": signed.signature,
          };
          const outcome = outcomeOfPost(await post(headers, body));
          if (outcome.delivery.kind === "unknown") doubt = outcome.delivery;
          return outcome;
        },
        { most, backoffMs, randomInt, clock },
      );
      // What was not the receiver's own word says nothing of an earlier try that may have got through.
      return delivery.kind === "refused" && delivery.fault === undefined ? (doubt ?? delivery) : delivery;
    },
  };
}

/** The body of the request: docs/mailers.md describes it. */
function toMessage(mail: Mail, now: Date) {
  const { name, address } = requireSender("the sender", mail.from);
  return {
    type: "code.mail",
    timestamp: now.toISOString(),
    to: mail.to,
    from: { name, address },
    ...(mail.replyTo === undefined ? {} : { reply_to: mail.replyTo }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    code: mail.code,
    locale: mail.locale,
    purpose: mail.purpose,
    tenant: mail.tenant,
    expire_time: new Date(mail.expiresAtMs).toISOString(),
  };
}

function outcomeOfPost(posted: Posted): Outcome {
  if (posted.kind === "answered") return outcomeOf(posted.status, posted.body);
  return posted.reached ? unknown(posted.code) : refused(posted.code, { retryAfterMs: busyMs }, true);
}

function outcomeOf(status: number, body: string): Outcome {
  if (status >= 200 && status < 300) return { delivery: { kind: "accepted" }, repeatable: false };
  if (status === 422) return refused(status, { fault: saysUndeliverable(body) ? "mailbox" : "mail" });
  if (status === 429) return refused(status, { retryAfterMs: busyMs }, true);
  // The first request may be under way still.
  if (status === 409 || status === 425 || status >= 500) return unknown(status);
  return refused(status);
}

function saysUndeliverable(body: string): boolean {
  try {
    return (JSON.parse(body) as { readonly undeliverable?: unknown } | null)?.undeliverable === true;
  } catch {
    return false;
  }
}

const busyMs = 5_000;

function refused(
  fact: unknown,
  facts: Pick<Delivery & { readonly kind: "refused" }, "fault" | "retryAfterMs"> = {},
  repeatable = false,
): Outcome {
  return { delivery: { kind: "refused", cause: causeOf(fact), ...facts }, repeatable };
}

/** Repeatable, since receivers know a request by its id. */
function unknown(fact: unknown): Outcome {
  return { delivery: { kind: "unknown", cause: causeOf(fact) }, repeatable: true };
}

function causeOf(fact: unknown): Error {
  const known = /^[A-Za-z0-9_]{1,64}$/.test(String(fact));
  return new Error(`webhook: ${known ? String(fact) : "no answer that can be read"}`);
}
