import type { FeedbackSettings } from "./config/feedback-settings.ts";
import { parseEmail } from "./core/email.ts";
import { mailDomainOf } from "./core/mail-domain.ts";
import type { Clock } from "./core/ports.ts";
import { createHearFeedback, type HearFeedback, type UndeliverableDeps } from "./core/undeliverable.ts";
import { createHook, type TakePost } from "./feedback/hook.ts";
import { createSignedHook } from "./feedback/signed-hook.ts";
import { createSnsHook } from "./feedback/sns-hook.ts";
import { createSnsVerifier, type FetchText } from "./feedback/sns-signature.ts";
import type { Pages } from "./http/pages.ts";
import type { Events } from "./telemetry/events.ts";
import type { FeedbackSource } from "./telemetry/metrics.ts";

/** What is posted to the service beside its calls, and what it does of it. */
export interface Hooks {
  readonly pages: Pages;
  /** Hears of a mailbox that a mailer found not to exist. */
  bounced(email: string, tenant: string): Promise<unknown>;
}

/** Opens an endpoint for each source of feedback that the settings name. */
export function createHooks(
  { topics, secrets, pauseMs }: FeedbackSettings,
  deps: Omit<UndeliverableDeps, "pauseMs"> & { readonly fetchText: FetchText; readonly clock: Clock },
  events: Events,
): Hooks {
  const { clock, fetchText } = deps;
  const markAddress = createHearFeedback({ ...deps, pauseMs });
  const hear: HearFeedback = async (feedback) => {
    const changed = await markAddress(feedback);
    const email = parseEmail(feedback.email);
    if (email !== undefined && feedback.kind !== "cleared")
      events.mailFeedback(feedback.kind, mailDomainOf(email));
    return changed;
  };
  const fault = (error: unknown) => events.fault("feedback", error);
  const verify = createSnsVerifier({ fetchText, now: clock, topics });
  const onSubscribed = events.feedbackSubscribed;
  const hook = (source: FeedbackSource, take: TakePost) =>
    createHook({ take, onFault: fault, onAnswered: (status) => events.feedbackPost(source, status) });
  return {
    // What is lost here is found out again by the next mail.
    bounced: (email, tenant) =>
      hear({ kind: "bounced", email, tenant, atMs: clock().getTime() }).catch(fault),
    pages: {
      ...(topics.length === 0
        ? {}
        : { "/feedback/sns": hook("sns", createSnsHook({ verify, fetchText, hear, onSubscribed })) }),
      ...(secrets === undefined
        ? {}
        : { "/feedback/webhook": hook("webhook", createSignedHook({ secrets, clock, hear })) }),
    },
  };
}
