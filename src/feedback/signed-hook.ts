import type { Clock } from "../core/ports.ts";
import type { Secret } from "../core/secret.ts";
import type { Feedback, HearFeedback } from "../core/undeliverable.ts";
import { isSignedWebhook } from "../core/webhook-signature.ts";
import type { HookAnswer } from "./hook.ts";
import { isObject, parseObject } from "./sns-message.ts";

export interface SignedHookDeps {
  readonly secrets: Secret<readonly Uint8Array[]>;
  readonly clock: Clock;
  readonly hear: HearFeedback;
}

/** Takes feedback in the format of Standard Webhooks, from whatever else knows what became of a mail. */
export function createSignedHook({ secrets, clock, hear }: SignedHookDeps) {
  return async (body: string, header: (name: string) => string): Promise<HookAnswer> => {
    const signed = {
      id: header("webhook-id"),
      timestamp: header("webhook-timestamp"),
      signature: header("webhook-signature"),
    };
    if (!isSignedWebhook(secrets.reveal(), signed, Buffer.from(body), clock()))
      return { status: 401, text: "not signed, or not now" };
    const feedback = readFeedback(body);
    if (feedback === undefined)
      return { status: 400, text: "needs type, timestamp, and data with email and perhaps tenant" };
    await hear(feedback);
    return { status: 200, text: "heard" };
  };
}

const kinds: ReadonlyMap<unknown, Feedback["kind"]> = new Map([
  ["email.delivered", "delivered"],
  ["email.delivery_delayed", "delayed"],
  ["email.bounced", "bounced"],
  ["email.complained", "complained"],
  ["email.cleared", "cleared"],
]);

function readFeedback(body: string): Feedback | undefined {
  const { type, timestamp, data } = parseObject(body) ?? {};
  const kind = kinds.get(type);
  const atMs = Date.parse(String(timestamp));
  if (kind === undefined || Number.isNaN(atMs) || !isObject(data) || typeof data.email !== "string")
    return undefined;
  const { email, tenant } = data;
  if (tenant !== undefined && typeof tenant !== "string") return undefined;
  return { kind, email, tenant, atMs };
}
