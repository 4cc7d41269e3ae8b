import type { Delivery } from "../../../src/core/ports.ts";
import type { Mail, MailTransport } from "../../../src/mail/mail.ts";
import type { Script } from "./script.ts";

export type DeliveryPlan =
  | "accepted"
  | "refused"
  | "no mailbox"
  | "unknown"
  | { readonly refusedForMs: number };

/** Keeps the mails that may have left, and does with each as the script says. */
export function createPostOffice(
  plans: Script<DeliveryPlan>,
): MailTransport & { readonly mails: readonly Mail[] } {
  const mails: Mail[] = [];
  return {
    mails,
    async deliver(mail) {
      const delivery = deliveryOf(plans.take() ?? "accepted");
      if (delivery.kind !== "refused") mails.push(mail);
      return delivery;
    },
  };
}

function deliveryOf(plan: DeliveryPlan): Delivery {
  const cause = new Error("as the case says");
  if (typeof plan === "object") return { kind: "refused", retryAfterMs: plan.refusedForMs, cause };
  if (plan === "no mailbox") return { kind: "refused", fault: "mailbox", cause };
  return { kind: plan, cause };
}
