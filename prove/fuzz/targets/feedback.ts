import { generateKeyPairSync } from "node:crypto";
import { Secret } from "../../../src/core/secret.ts";
import type { Feedback } from "../../../src/core/undeliverable.ts";
import { signWebhook } from "../../../src/core/webhook-signature.ts";
import { readSesEvent } from "../../../src/feedback/ses-event.ts";
import { createSignedHook } from "../../../src/feedback/signed-hook.ts";
import { createSnsHook } from "../../../src/feedback/sns-hook.ts";
import { createSnsVerifier } from "../../../src/feedback/sns-signature.ts";
import { sesEvent, snsMessage, topic } from "../../../test/feedback/support/sns.ts";
import { noon } from "../../../test/support/noon.ts";
import type { Random } from "../../support/random.ts";
import { aText } from "../mutate.ts";
import { type FuzzTarget, must } from "../target.ts";

const heard: Feedback[] = [];
const hear = async (feedback: Feedback) => {
  heard.push(feedback);
  return true;
};

/** No certificate can be had, so nothing that SNS is said to have posted is genuine. */
const asked: string[] = [];
const fetchText = async (url: string): Promise<string> => {
  asked.push(url);
  return "no certificate";
};
const verify = createSnsVerifier({ fetchText, now: () => noon, topics: [topic] });
const snsHook = createSnsHook({ verify, fetchText, hear, onSubscribed() {} });

const secret = Buffer.alloc(32, "a secret of 32 bytes");
const signedHook = createSignedHook({ secrets: new Secret([secret]), clock: () => noon, hear });
const bodies = ["bounced", "complained", "cleared"].map((kind) =>
  JSON.stringify({
    type: `email.${kind}`,
    timestamp: noon.toISOString(),
    data: { email: "ada@example.com", tenant: "acme" },
  }),
);
const posts = bodies.map((body, i) => {
  const { id, timestamp, signature } = signWebhook([secret], `msg_${i}`, noon, body);
  return `w${[id, timestamp, signature, body].join("\n")}`;
});
const genuine = new Set(posts);

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const events = (["Bounce", "Complaint"] as const).map((type) => sesEvent(type, "Ada <ada@example.com>"));
const fromSns = JSON.stringify({ ...snsMessage({ key }, { Message: events[0] }), Signature: "c2lnbmF0dXJl" });

export const feedback: FuzzTarget = {
  name: "feedback",
  invariant:
    "nothing is heard of an address but from who signed it, and no URL is asked but one of Amazon SNS",
  trials: { quick: 40_000, full: 10_000_000 },
  seeds: [
    ...posts,
    ...events.map((event) => `e${event}`),
    `s${fromSns}`,
    `s${fromSns.replace('"Notification"', '"SubscriptionConfirmation"')}`,
    "e{}",
    'e{"mail":{},"bounce":null}',
    'e{"detail":{"mail":{"tags":{"kind":["other"]}}}}',
    "w\n\n\n",
  ],
  words: [
    '"Bounce"',
    '"Complaint"',
    '"Permanent"',
    '"not-spam"',
    '"__proto__":',
    "https://sns.eu-west-1.amazonaws.com@evil.example/",
    "https://sns.eu-west-1.amazonaws.com.evil.example/",
    "https://sns.eu-west-1.amazonaws.com:8443/",
    "/SimpleNotificationService-0a.pem",
    '"SubscribeURL":"https://evil.example/"',
    "v1,",
    " v1,",
    "v1a,",
    '"detail":',
    "\n",
    "2026-06-01T12:00:00Z",
    "null",
  ],
  generate,
  async judge(input) {
    heard.length = 0;
    asked.length = 0;
    const [kind, rest] = [input.charAt(0), input.slice(1)];
    if (kind === "w") return judgeSigned(input);
    if (kind === "s") return judgeSns(rest);
    const read = readSesEvent(rest);
    for (const each of read) {
      must(each.kind === "bounced" || each.kind === "complained", "it is neither bounced nor a complaint");
      must(typeof each.email === "string" && Number.isFinite(each.atMs), "it names no address or no time");
      must(each.tenant === undefined || typeof each.tenant === "string", "its tenant is no name");
    }
    return `event ${read.length} ${read[0]?.kind} ${read[0]?.tenant === undefined}`;
  },
};

async function judgeSigned(input: string): Promise<string> {
  const [id = "", timestamp = "", signature = "", ...body] = input.slice(1).split("\n");
  const given: Readonly<Record<string, string>> = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
  };
  const text = body.join("\n");
  const { status } = await signedHook(text, (name) => given[name] ?? "");
  must(heard.length === (status === 200 ? 1 : 0), "it was not heard once");
  if (status === 401) {
    must(!genuine.has(input), "what is genuine was refused");
    return "refused";
  }
  // What a signature covers is the id, the time and the body: several may stand side by side, in more than one spelling.
  const signed = posts.some((post) => {
    const [itsId, itsTimestamp, , ...itsBody] = post.slice(1).split("\n");
    return itsId === id && itsTimestamp === timestamp && itsBody.join("\n") === text;
  });
  must(signed, "it was not signed");
  return `heard ${status}`;
}

async function judgeSns(body: string): Promise<string> {
  const answered = await snsHook(body).then(
    ({ status }) => status,
    () => 503,
  );
  must(heard.length === 0 && answered !== 200, "it was heard without a signature");
  for (const url of asked)
    must(new URL(url).origin === "https://sns.eu-west-1.amazonaws.com", `it asked ${url}`);
  return `sns ${answered} ${asked.length}`;
}

function generate(random: Random): string {
  if (random.chance(30)) {
    const [id = "", timestamp = "", signature = "", body = ""] = (posts[random.below(posts.length)] ?? "")
      .slice(1)
      .split("\n");
    const other = posts[random.below(posts.length)]?.split("\n")[2] ?? "";
    return `w${[id, random.chance(80) ? timestamp : String(random.below(2e9)), random.chance(50) ? `${other} ${signature}` : other, body].join("\n")}`;
  }
  const value = () =>
    random.pick<unknown>([null, 0, "", [], {}, "Bounce", "Permanent", aText(random, 10), ["code"]]);
  const record = (names: string) =>
    Object.fromEntries(names.split(" ").flatMap((name) => (random.chance(30) ? [[name, value()]] : [])));
  if (random.chance(50)) return `s${JSON.stringify({ ...JSON.parse(fromSns), ...record(ofSns) })}`;
  const event = JSON.parse(events[random.below(2)] ?? "{}");
  const bounce = { ...event.bounce, ...record("bounceType timestamp bouncedRecipients") };
  return `e${JSON.stringify({ ...event, bounce, ...record("eventType mail complaint notificationType detail") })}`;
}

const ofSns = "Type TopicArn Message SignatureVersion SigningCertURL SubscribeURL Token Subject Signature";
