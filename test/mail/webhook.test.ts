import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { parseWebhookSecret } from "../../src/core/webhook-signature.ts";
import { createPost } from "../../src/mail/post.ts";
import { createWebhookTransport } from "../../src/mail/webhook.ts";
import { describeMailTransport } from "../contract/mailer.ts";
import { createAuthority } from "../http/support/certificates.ts";
import { address, aMail, noon } from "./support/fixtures.ts";
import { type Answer, answers, openWebhookReceiver } from "./support/webhook-receiver.ts";

const secretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ok = answers(204);
const hangs: Answer = () => undefined;
const drips: Answer = (_request, response) => void response.writeHead(200).write("and ");
const hangsUp: Answer = (request) => void request.socket.destroy();
const resets: Answer = (request) => void request.socket.resetAndDestroy();

describeMailTransport(async () => {
  const receiver = await openWebhookReceiver([ok]);
  return {
    transport: transportTo(receiver.url),
    received: async () => {
      await receiver.close();
      return receiver.posts.map(({ body }) => {
        const { to, subject, text, html } = JSON.parse(body);
        return { to, subject, text, html };
      });
    },
  };
});

test("a mail is signed, and says all that another channel needs", async () => {
  await using receiver = await openWebhookReceiver([ok]);
  const transport = transportTo(receiver.url, { clock: () => new Date() });
  await transport.deliver(aMail({ locale: "de-CH", purpose: "confirm-email", replyTo: "help@acme.com" }));
  const { headers = {}, body = "" } = receiver.posts[0] ?? {};
  expect(headers["content-type"]).toBe("application/json");
  expect(new Webhook(secretText).verify(body, headers)).toEqual({
    type: "code.mail",
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    to: "ada@example.com",
    from: { name: "Acme", address: "no-reply@acme.com" },
    reply_to: "help@acme.com",
    subject: "123456 is your Acme code",
    text: expect.stringContaining("123456"),
    html: expect.stringContaining("123456"),
    code: "123456",
    locale: "de-CH",
    purpose: "confirm-email",
    tenant: "acme",
    expire_time: "2026-03-01T12:05:00.000Z",
  });
});

describe("a receiver that", () => {
  const busy = { kind: "refused", retryAfterMs: 5_000 };
  test.for([
    { does: "takes it", script: [answers(202)], want: { kind: "accepted" }, posts: 1 },
    { does: "is throttled once", script: [answers(429), ok], want: { kind: "accepted" }, posts: 2 },
    { does: "is throttled for ever", script: [answers(429)], want: busy, posts: 3 },
    { does: "hangs once", script: [hangs, ok], want: { kind: "accepted" }, posts: 2 },
    { does: "hangs for ever", script: [hangs], want: { kind: "unknown" }, posts: 3 },
    { does: "hangs up for ever", script: [hangsUp], want: { kind: "unknown" }, posts: 3 },
    { does: "resets, then takes it", script: [resets, ok], want: { kind: "accepted" }, posts: 2 },
    { does: "breaks, then takes it", script: [answers(500), ok], want: { kind: "accepted" }, posts: 2 },
    { does: "is behind a proxy that breaks", script: [answers(502)], want: { kind: "unknown" }, posts: 3 },
    { does: "is at the first one still", script: [answers(409), ok], want: { kind: "accepted" }, posts: 2 },
    { does: "does not know the signature", script: [answers(401)], want: { kind: "refused" }, posts: 1 },
    { does: "is not there", script: [answers(404)], want: { kind: "refused" }, posts: 1 },
    {
      does: "does not send this one",
      script: [answers(422)],
      want: { kind: "refused", fault: "mail" },
      posts: 1,
    },
    {
      does: "knows that the mailbox is not there",
      script: [answers(422, '{"undeliverable":true}')],
      want: { kind: "refused", fault: "mailbox" },
      posts: 1,
    },
    {
      does: "says that with words around it",
      script: [answers(422, "undeliverable")],
      want: { kind: "refused", fault: "mail" },
      posts: 1,
    },
    {
      does: "may have taken it, and is throttled then",
      script: [hangsUp, answers(429)],
      want: { kind: "unknown" },
      posts: 3,
    },
    {
      does: "may have taken it, and is gone then",
      script: [hangsUp, answers(404)],
      want: { kind: "unknown" },
      posts: 2,
    },
    {
      does: "may have taken it, and says then that it has not",
      script: [hangsUp, answers(422)],
      want: { kind: "refused", fault: "mail" },
      posts: 2,
    },
    {
      does: "takes it, with an answer that never ends",
      script: [drips],
      want: { kind: "accepted" },
      posts: 1,
    },
    {
      does: "takes it, with a long answer",
      script: [answers(200, "x".repeat(99_999))],
      want: { kind: "accepted" },
      posts: 1,
    },
  ])("$does", async ({ script, want, posts }) => {
    await using receiver = await openWebhookReceiver(script);
    const timeouts = script.some((each) => each === hangs || each === drips) ? impatient : patient;
    const delivery = await transportOver(createPost(receiver.url, timeouts)).deliver(
      aMail({ to: address("victim@canary.example"), subject: "735142 is your code", code: "735142" }),
    );
    const { cause, ...outcome } = { cause: undefined, ...delivery };
    expect(outcome).toEqual(want);
    expect(inspect(cause, { depth: 9, showHidden: true })).not.toMatch(/canary|735142/);
    expect(receiver.posts).toHaveLength(posts);
    expect(new Set(receiver.posts.map(({ id }) => id)).size).toBe(1);
  });

  test("redirects is not followed", async () => {
    await using other = await openWebhookReceiver([ok]);
    for (const status of [301, 302, 303, 307, 308]) {
      await using receiver = await openWebhookReceiver([answers(status, "", { location: other.url })]);
      expect(await transportTo(receiver.url).deliver(aMail())).toMatchObject({ kind: "refused" });
    }
    expect(other.posts).toEqual([]);
  });

  test("is not reached gets nothing, so another mailer may send it", async () => {
    const receiver = await openWebhookReceiver([ok]);
    await receiver.close();
    expect(await transportTo(receiver.url).deliver(aMail())).toMatchObject(busy);
  });

  test("nobody vouches for gets nothing, and one that the authority vouches for gets it", async () => {
    await using authority = await createAuthority();
    await using receiver = await openWebhookReceiver([ok], await authority.sign("receiver"));
    expect(await transportTo(receiver.url).deliver(aMail())).toMatchObject({ kind: "refused" });
    expect(receiver.posts).toEqual([]);
    const trusting = createPost(receiver.url, patient, { ca: authority.cert });
    expect(await transportOver(trusting).deliver(aMail())).toEqual({ kind: "accepted" });
  });
});

test("two mails have two ids", async () => {
  await using receiver = await openWebhookReceiver([ok]);
  const transport = transportTo(receiver.url);
  for (let i = 0; i < 2; i++) await transport.deliver(aMail());
  expect(new Set(receiver.posts.map(({ id }) => id)).size).toBe(2);
});

/** Long enough for a machine that is busy, unless a test is about a receiver that hangs. */
const patient = { connectMs: 5_000, wholeMs: 5_000 };
const impatient = { connectMs: 500, wholeMs: 500 };

type Differences = Partial<Parameters<typeof createWebhookTransport>[1]>;

function transportTo(url: string, differences: Differences = {}) {
  return transportOver(createPost(url, patient), differences);
}

function transportOver(post: ReturnType<typeof createPost>, differences: Differences = {}) {
  return createWebhookTransport(post, {
    secrets: new Secret([parseWebhookSecret(secretText) ?? new Uint8Array()]),
    clock: () => noon,
    randomInt: () => 0,
    randomBytes,
    ...differences,
  });
}
