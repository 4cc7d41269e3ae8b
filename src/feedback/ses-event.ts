import type { Feedback } from "../core/undeliverable.ts";
import { isObject, parseObject } from "./sns-message.ts";

/**
 * Reads what SES tells of a mail: a published event, a feedback notification of an identity, or either within an event of
 * EventBridge.
 *
 * Only what lasts becomes feedback: bounces that SES calls permanent, and complaints. Mails of others in the same
 * account are told by their tags; notifications without tags are taken for ours.
 */
export function readSesEvent(text: string): readonly Feedback[] {
  const parsed = parseObject(text);
  const event = parsed !== undefined && isObject(parsed.detail) ? parsed.detail : parsed;
  if (event === undefined || !isObject(event.mail)) return [];
  const { tags } = event.mail;
  if (isObject(tags) && firstOf(tags.kind) !== "code") return [];
  const tenant = isObject(tags) ? firstOf(tags.tenant) : undefined;
  const type = event.eventType ?? event.notificationType;
  if (type === "Bounce" && isObject(event.bounce) && event.bounce.bounceType === "Permanent")
    return recipients("bounced", event.bounce, event.bounce.bouncedRecipients, tenant);
  if (
    type === "Complaint" &&
    isObject(event.complaint) &&
    event.complaint.complaintFeedbackType !== "not-spam"
  )
    return recipients("complained", event.complaint, event.complaint.complainedRecipients, tenant);
  return [];
}

function recipients(
  kind: Feedback["kind"],
  { timestamp }: Readonly<Record<string, unknown>>,
  listed: unknown,
  tenant: string | undefined,
): readonly Feedback[] {
  const atMs = Date.parse(String(timestamp));
  if (!Array.isArray(listed) || Number.isNaN(atMs)) return [];
  return listed.flatMap((each: unknown) =>
    isObject(each) && typeof each.emailAddress === "string"
      ? [{ kind, email: bare(each.emailAddress), tenant, atMs }]
      : [],
  );
}

/** `Ada <ada@example.com>` is how some servers report her. */
function bare(address: string): string {
  return /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;
}

/** Tags have several values each. */
function firstOf(values: unknown): string | undefined {
  const [first] = Array.isArray(values) ? (values as readonly unknown[]) : [];
  return typeof first === "string" ? first : undefined;
}
