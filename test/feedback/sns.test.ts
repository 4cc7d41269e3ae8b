import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Feedback } from "../../src/core/undeliverable.ts";
import { createSnsHook } from "../../src/feedback/sns-hook.ts";
import { createSnsVerifier } from "../../src/feedback/sns-signature.ts";
import { type Authority, type Certificate, createAuthority } from "../http/support/certificates.ts";
import { certificateUrl, sesEvent, snsMessage, topic } from "./support/sns.ts";

let authority: Authority;
let amazon: Certificate;
let stranger: Certificate;
let expired: Certificate;

beforeAll(async () => {
  authority = await createAuthority();
  amazon = await authority.sign("sns", { kind: "rsa" });
  stranger = await authority.sign("stranger", { kind: "rsa" });
  expired = await authority.sign("expired", { kind: "rsa", days: -1 });
});

afterAll(() => authority[Symbol.asyncDispose]());

/** A hook for one topic, with a web in which only Amazon's certificate is to be found. */
function aHook({ now = new Date(), pem = amazon.cert } = {}) {
  const fetched: string[] = [];
  const heard: Feedback[] = [];
  let subscribed = 0;
  const fetchText = async (url: string) => {
    fetched.push(url);
    return pem;
  };
  const hook = createSnsHook({
    verify: createSnsVerifier({ fetchText, now: () => now, topics: [topic] }),
    fetchText,
    hear: async (feedback) => heard.push(feedback) > 0,
    onSubscribed: () => void subscribed++,
  });
  return {
    fetched,
    heard,
    subscribed: () => subscribed,
    post: async (message: unknown) =>
      (await hook(typeof message === "string" ? message : JSON.stringify(message))).status,
  };
}

const bounce = () => ({ Message: sesEvent("Bounce", "ada@example.com") });

describe("a message of SNS", () => {
  test.for(["1", "2"])("with signature version %s is heard", async (SignatureVersion) => {
    const hook = aHook();
    expect(await hook.post(snsMessage(amazon, { ...bounce(), SignatureVersion }))).toBe(200);
    expect(hook.heard).toEqual([
      { kind: "bounced", email: "ada@example.com", tenant: "acme", atMs: Date.parse("2026-03-01T12:00:00Z") },
    ]);
  });

  test("with a subject is signed over that as well", async () => {
    const hook = aHook();
    const message = snsMessage(amazon, { ...bounce(), Subject: "Amazon SES" });
    expect(await hook.post({ ...message, Subject: "Another" })).toBe(403);
    expect(await hook.post(message)).toBe(200);
  });

  test("has its certificate fetched once", async () => {
    const hook = aHook();
    for (let i = 0; i < 5; i++) await hook.post(snsMessage(amazon, bounce()));
    expect([hook.fetched, hook.heard.length]).toEqual([[certificateUrl], 5]);
  });

  test.for([
    { what: "changed after it was signed", forge: () => ({ ...snsMessage(amazon), ...bounce() }) },
    { what: "signed by somebody else", forge: () => snsMessage(stranger, bounce()) },
    {
      what: "of a topic that is not listed",
      forge: () => snsMessage(amazon, { ...bounce(), TopicArn: `${topic}-2` }),
    },
    {
      what: "of another signature version",
      forge: () => ({ ...snsMessage(amazon, bounce()), SignatureVersion: "3" }),
    },
    { what: "without a signature", forge: () => ({ ...snsMessage(amazon, bounce()), Signature: "" }) },
  ])("$what is refused", async ({ forge }) => {
    const hook = aHook();
    expect(await hook.post(forge())).toBe(403);
    expect(hook.heard).toEqual([]);
  });

  test.for([
    "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0a.pem",
    "https://evil.example/SimpleNotificationService-0a.pem",
    "https://evil.example#sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem",
    "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0a.pem",
    "https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem",
    "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0a.pem",
    "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem",
    "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a.pem",
    "https://sns.eu-west-1.amazonaws.com/bucket/own.pem",
    "https://snsxeu-west-1.amazonaws.com/SimpleNotificationService-0a.pem",
    "https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem",
    "not a url",
  ])("with its certificate at %s is refused, and nothing is fetched", async (SigningCertURL) => {
    const hook = aHook();
    expect(await hook.post(snsMessage(amazon, { ...bounce(), SigningCertURL }))).toBe(403);
    expect(hook.fetched).toEqual([]);
  });

  test("with a certificate that has expired is refused", async () => {
    const hook = aHook({ pem: expired.cert });
    expect(await hook.post(snsMessage(expired, bounce()))).toBe(403);
  });

  test.for(["", "[]", "null", "{}", '{"Type":"Notification"}', "<xml>"])("%s is none", async (body) => {
    expect(await aHook().post(body)).toBe(400);
  });
});

describe("a subscription", () => {
  const confirmation = (differences = {}) =>
    snsMessage(amazon, {
      Type: "SubscriptionConfirmation",
      Message: "You have chosen to subscribe",
      Token: "2336412f37",
      SubscribeURL: "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37",
      ...differences,
    });

  test("to a topic that is listed is confirmed", async () => {
    const hook = aHook();
    expect(await hook.post(confirmation())).toBe(200);
    expect([hook.fetched.at(-1), hook.subscribed()]).toEqual([confirmation().SubscribeURL, 1]);
  });

  test.for([
    { TopicArn: "arn:aws:sns:eu-west-1:999999999999:somebody-elses" },
    { SubscribeURL: "https://evil.example/?Action=ConfirmSubscription" },
    { SubscribeURL: "http://169.254.169.254/latest/meta-data/" },
  ])("with %o is not", async (differences) => {
    const hook = aHook();
    expect(await hook.post(confirmation(differences))).toBe(403);
    expect([hook.fetched.filter((url) => url !== certificateUrl), hook.subscribed()]).toEqual([[], 0]);
  });
});

describe("what SES publishes", () => {
  test.for([
    { what: "a permanent bounce", message: sesEvent("Bounce", "ada@example.com"), heard: ["bounced"] },
    { what: "a delivery", message: sesEvent("Delivery", "ada@example.com"), heard: ["delivered"] },
    { what: "a delay", message: sesEvent("DeliveryDelay", "ada@example.com"), heard: ["delayed"] },
    {
      what: "a delivery of another application's mail",
      message: sesEvent("Delivery", "ada@example.com", {}, { campaign: ["spring"] }),
      heard: [],
    },
    { what: "a complaint", message: sesEvent("Complaint", "ada@example.com"), heard: ["complained"] },
    {
      what: "a bounce through EventBridge",
      message: `{"source":"aws.ses","detail":${sesEvent("Bounce", "ada@example.com")}}`,
      heard: ["bounced"],
    },
    {
      what: "a notification of an identity, without tags",
      message: sesEvent("Bounce", "ada@example.com", {}, "none").replace("eventType", "notificationType"),
      heard: ["bounced"],
    },
    {
      what: "a transient bounce",
      message: sesEvent("Bounce", "ada@example.com", { bounceType: "Transient" }),
      heard: [],
    },
    {
      what: "an undetermined bounce",
      message: sesEvent("Bounce", "ada@example.com", { bounceType: "Undetermined" }),
      heard: [],
    },
    {
      what: "somebody who says that it was no spam",
      message: sesEvent("Complaint", "ada@example.com", { complaintFeedbackType: "not-spam" }),
      heard: [],
    },
    {
      what: "a bounce of another application's mail",
      message: sesEvent("Bounce", "ada@example.com", {}, { campaign: ["spring"] }),
      heard: [],
    },
    {
      what: "a bounce at no time",
      message: sesEvent("Bounce", "a@b.example", { timestamp: "x" }),
      heard: [],
    },
    { what: "an event without its facts", message: '{"eventType":"Delivery","mail":{}}', heard: [] },
    { what: "anything else", message: '{"eventType":"Open","mail":{},"open":{}}', heard: [] },
    { what: "no JSON", message: "Successfully validated SNS topic", heard: [] },
  ])("$what is heard as $heard", async ({ message, heard }) => {
    const hook = aHook();
    expect(await hook.post(snsMessage(amazon, { Message: message }))).toBe(200);
    expect(hook.heard.map(({ kind }) => kind)).toEqual(heard);
  });
});
