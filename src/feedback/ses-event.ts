import type { Feedback } from "../core/undeliverable.ts";
import { isObject, parseObject } from "./sns-message.ts";

/**
 * Reads what SES tells of a mail: a published event, a feedback notification of an identity, or either within an event of
 * EventBridge.
 *
 * Of bounces only those that SES calls permanent count. Mails of others in the same account are told by their tags;
 * notifications without tags are taken for ours.
 */
export function readSesEvent(text: string): readonly Feedback[] {
  const parsed = parseObject(text);
  const event = parsed !== undefined && isObject(parsed.detail) ? parsed.detail : parsed;
  if (event === undefined || !isObject(event.mail)) return [];
  const { tags } = event.mail;
  if (isObject(tags) && firstOf(tags.kind) !== "code") return [];
  const tenant = isObject(tags) ? firstOf(tags.tenant) : undefined;
  const known = types.get(event.eventType ?? event.notificationType);
  const facts = known === undefined ? undefined : event[known.facts];
  if (known === undefined || !isObject(facts) || !known.counts(facts)) return [];
  const atMs = Date.parse(String(facts.timestamp));
  if (Number.isNaN(atMs)) return [];
  return addressesIn(facts[known.recipients]).map((email) => ({ kind: known.kind, email, tenant, atMs }));
}

/** Where an event has what it tells (SES developer guide, "Contents of event data"). */
interface EventType {
  readonly kind: Feedback["kind"];
  readonly facts: string;
  readonly recipients: string;
  counts(facts: Readonly<Record<string, unknown>>): boolean;
}

const always = () => true;

const types: ReadonlyMap<unknown, EventType> = new Map<unknown, EventType>([
  ["Delivery", { kind: "delivered", facts: "delivery", recipients: "recipients", counts: always }],
  [
    "DeliveryDelay",
    { kind: "delayed", facts: "deliveryDelay", recipients: "delayedRecipients", counts: always },
  ],
  [
    "Bounce",
    {
      kind: "bounced",
      facts: "bounce",
      recipients: "bouncedRecipients",
      counts: ({ bounceType }) => bounceType === "Permanent",
    },
  ],
  [
    "Complaint",
    {
      kind: "complained",
      facts: "complaint",
      recipients: "complainedRecipients",
      counts: ({ complaintFeedbackType }) => complaintFeedbackType !== "not-spam",
    },
  ],
]);

/** Of deliveries SES lists texts, of all else objects. */
function addressesIn(listed: unknown): readonly string[] {
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((each: unknown) => {
    const address = isObject(each) ? each.emailAddress : each;
    return typeof address === "string" ? [bare(address)] : [];
  });
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
