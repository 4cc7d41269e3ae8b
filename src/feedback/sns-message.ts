/** A message of Amazon SNS, as it is posted to HTTPS subscribers. Nothing of it is true before its signature was checked. */
export interface SnsMessage {
  readonly Type: "Notification" | "SubscriptionConfirmation" | "UnsubscribeConfirmation";
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly Subject?: string;
  readonly Token?: string;
  readonly SubscribeURL?: string;
}

/** Reads a message; undefined if it is none. */
export function parseSnsMessage(body: string): SnsMessage | undefined {
  const message = parseObject(body);
  if (message === undefined) return undefined;
  const isText = (name: string) => typeof message[name] === "string";
  const isTextOrAbsent = (name: string) => message[name] === undefined || isText(name);
  const known = types.has(String(message.Type)) && required.every(isText) && optional.every(isTextOrAbsent);
  return known ? (message as unknown as SnsMessage) : undefined;
}

const types: ReadonlySet<string> = new Set([
  "Notification",
  "SubscriptionConfirmation",
  "UnsubscribeConfirmation",
]);
const required = [
  "MessageId",
  "TopicArn",
  "Message",
  "Timestamp",
  "SignatureVersion",
  "Signature",
  "SigningCertURL",
] as const;
const optional = ["Subject", "Token", "SubscribeURL"] as const;

/** A JSON text as an object; undefined if it is anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The host that speaks for a topic, by which it is known that a URL in its messages is Amazon's: that of SNS in the
 * topic's own region, and no other. Undefined if the ARN is none of SNS.
 */
export function snsHostOf(topicArn: string): string | undefined {
  const { partition, region } = topic.exec(topicArn)?.groups ?? {};
  if (partition === undefined || region === undefined) return undefined;
  return `sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
}

const topic =
  /^arn:(?<partition>aws|aws-cn|aws-us-gov):sns:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[A-Za-z0-9_-]{1,256}$/;

/** Whether a URL is one of that host: over TLS, on its usual port, and without a user. */
export function isUrlOf(text: string, host: string): boolean {
  const url = URL.parse(text);
  const { protocol, port, username, password } = url ?? {};
  return url?.host === host && protocol === "https:" && port === "" && username === "" && password === "";
}
