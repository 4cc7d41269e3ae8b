import { Secret } from "../core/secret.ts";
import type { EnvReader } from "./env.ts";
import { parseWebhookSecrets } from "./mail-settings.ts";

/** Who may tell what became of mails, and what follows. */
export interface FeedbackSettings {
  /** ARNs of SNS topics. */
  readonly topics: readonly string[];
  readonly secrets: Secret<readonly Uint8Array[]> | undefined;
  /** How long an address is not mailed. */
  readonly pauseMs: Readonly<Record<"bounced" | "complained", number>>;
}

export function parseFeedback(read: EnvReader): FeedbackSettings {
  const name = "NOPASS_FEEDBACK_TOPICS";
  const topics = (read.optional(name) ?? "").split(/[\s,]+/).filter((topic) => topic !== "");
  if (!topics.every((topic) => topicArn.test(topic)))
    read.problem(name, "must be ARNs of SNS topics, `arn:aws:sns:region:account:name`, separated by commas");
  const secrets = parseWebhookSecrets(read, "NOPASS_FEEDBACK_SECRET");
  return {
    topics,
    secrets: secrets.length === 0 ? undefined : new Secret(secrets),
    pauseMs: {
      bounced: read.integer("NOPASS_BOUNCE_DAYS", 7, 0, 90) * dayMs,
      complained: read.integer("NOPASS_COMPLAINT_DAYS", 30, 0, 90) * dayMs,
    },
  };
}

const dayMs = 24 * 60 * 60_000;
const topicArn = /^arn:aws(?:-cn|-us-gov)?:sns:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:[A-Za-z0-9_-]{1,256}$/;
