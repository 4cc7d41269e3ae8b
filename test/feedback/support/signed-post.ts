import { parseWebhookSecret, signWebhook } from "../../../src/core/webhook-signature.ts";

/** The secret that posts of tests are signed with. */
export const feedbackSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export interface SignedPost {
  readonly type: string;
  readonly email: string;
  readonly tenant?: string;
}

/** Tells a service what became of a mail, by its signed endpoint; gives the status of its answer. */
export async function postSigned(
  { url }: { readonly url: string },
  now: Date,
  { type, ...data }: SignedPost,
): Promise<number> {
  const body = JSON.stringify({ type, timestamp: now, data });
  const secret = parseWebhookSecret(feedbackSecret) ?? new Uint8Array();
  const { id, timestamp, signature } = signWebhook([secret], "msg_1", now, body);
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
  return (await fetch(`${url}/feedback/webhook`, { method: "POST", body, headers })).status;
}
