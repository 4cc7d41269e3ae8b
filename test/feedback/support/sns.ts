import { createSign } from "node:crypto";
import type { Certificate } from "../../http/support/certificates.ts";

export const topic = "arn:aws:sns:eu-west-1:123456789012:nopass-feedback";
export const certificateUrl = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c.pem";

/** A message as SNS posts it, signed with the key of a certificate as its developer guide says. */
export function snsMessage(
  { key }: Pick<Certificate, "key">,
  differences: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const message: Record<string, string | undefined> = {
    Type: "Notification",
    MessageId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
    TopicArn: topic,
    Message: "{}",
    Timestamp: "2026-03-01T12:00:00.000Z",
    SignatureVersion: "2",
    SigningCertURL: certificateUrl,
    ...differences,
  };
  const names =
    message.Type === "Notification"
      ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
      : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
  const text = names
    .filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${message[name]}\n`)
    .join("");
  const algorithm = message.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
  const signature = createSign(algorithm).update(text).sign(key, "base64");
  return JSON.parse(JSON.stringify({ Signature: signature, ...message }));
}

/** What SES publishes of a mail (SES developer guide, "Examples of event data"). */
export function sesEvent(
  type: "Delivery" | "DeliveryDelay" | "Bounce" | "Complaint",
  emailAddress: string,
  facts: Readonly<Record<string, unknown>> = {},
  tags: object | "none" = { kind: ["code"], tenant: ["acme"] },
): string {
  const timestamp = "2026-03-01T12:00:00.000Z";
  const told = {
    Delivery: { delivery: { recipients: [emailAddress], processingTimeMillis: 546, timestamp, ...facts } },
    DeliveryDelay: {
      deliveryDelay: {
        delayType: "TransientCommunicationFailure",
        delayedRecipients: [{ emailAddress }],
        timestamp,
        ...facts,
      },
    },
    Bounce: {
      bounce: { bounceType: "Permanent", bouncedRecipients: [{ emailAddress }], timestamp, ...facts },
    },
    Complaint: { complaint: { complainedRecipients: [{ emailAddress }], timestamp, ...facts } },
  };
  return JSON.stringify({
    eventType: type,
    mail: { messageId: "0102", destination: [emailAddress], ...(tags === "none" ? {} : { tags }) },
    ...told[type],
  });
}
