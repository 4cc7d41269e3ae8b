import type { HearFeedback } from "../core/undeliverable.ts";
import type { HookAnswer } from "./hook.ts";
import { readSesEvent } from "./ses-event.ts";
import { isUrlOf, parseSnsMessage, type SnsMessage, snsHostOf } from "./sns-message.ts";
import type { FetchText, VerifySns } from "./sns-signature.ts";

export interface SnsHookDeps {
  readonly verify: VerifySns;
  readonly fetchText: FetchText;
  readonly hear: HearFeedback;
  readonly onSubscribed: () => void;
}

/**
 * Takes what SNS posts: confirms the subscription to a topic that is listed, and hears what SES publishes there.
 *
 * An answer other than 2xx has SNS come again, which changes nothing: feedback counts from the time of its event.
 */
export function createSnsHook({ verify, fetchText, hear, onSubscribed }: SnsHookDeps) {
  async function confirm({ SubscribeURL = "", TopicArn }: SnsMessage): Promise<HookAnswer> {
    if (!isUrlOf(SubscribeURL, snsHostOf(TopicArn) ?? "")) return { status: 403, text: "not a URL of SNS" };
    await fetchText(SubscribeURL);
    onSubscribed();
    return { status: 200, text: "subscribed" };
  }

  return async (body: string): Promise<HookAnswer> => {
    const message = parseSnsMessage(body);
    if (message === undefined)
      return { status: 400, text: "not a message of SNS: raw message delivery must be off" };
    if (!(await verify(message)))
      return { status: 403, text: "not signed by SNS for a topic that is listed" };
    if (message.Type === "SubscriptionConfirmation") return confirm(message);
    if (message.Type === "Notification") for (const each of readSesEvent(message.Message)) await hear(each);
    return { status: 200, text: "heard" };
  };
}
