import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { isSignedWebhook, parseWebhookSecret, signWebhook } from "../../src/core/webhook-signature.ts";

const text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const otherText = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const [secret, other] = [text, otherText].map((each) => parseWebhookSecret(each) ?? new Uint8Array());
const now = new Date("2026-03-01T12:00:00Z");
const body = Buffer.from('{"type":"email.bounced"}');

function signed(secrets: readonly (Uint8Array | undefined)[], at = now) {
  return signWebhook(
    secrets.flatMap((each) => each ?? []),
    "msg_1",
    at,
    body,
  );
}

function accepts(headers: ReturnType<typeof signed>, given: Uint8Array = body): boolean {
  return isSignedWebhook(secret === undefined ? [] : [secret], headers, given, now);
}

test("the example of the specification is signed as it says", () => {
  const example = signWebhook(
    secret === undefined ? [] : [secret],
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    new Date(1_614_265_330_000),
    '{"test": 2432232314}',
  );
  expect(example.signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("the library of the specification accepts what is signed, by any of the secrets", () => {
  const headers = signWebhook(
    [secret, other].flatMap((each) => each ?? []),
    "msg_1",
    new Date(),
    body,
  );
  for (const each of [text, otherText]) {
    const read = new Webhook(each).verify(body, {
      "webhook-id": headers.id,
      "webhook-timestamp": headers.timestamp,
      "webhook-signature": headers.signature,
    });
    expect(read).toEqual({ type: "email.bounced" });
  }
});

test("what the library signs is accepted", () => {
  const signature = new Webhook(text).sign("msg_1", now, body);
  expect(accepts({ id: "msg_1", timestamp: String(now.getTime() / 1000), signature })).toBe(true);
});

test.for([
  { what: "another body", headers: signed([secret]), given: Buffer.from("{}") },
  { what: "another secret", headers: signed([other]) },
  { what: "another id", headers: { ...signed([secret]), id: "msg_2" } },
  { what: "another time", headers: { ...signed([secret]), timestamp: String(now.getTime() / 1000 + 1) } },
  { what: "six minutes ago", headers: signed([secret], new Date(now.getTime() - 360_000)) },
  { what: "six minutes ahead", headers: signed([secret], new Date(now.getTime() + 360_000)) },
  { what: "no signature", headers: { ...signed([secret]), signature: "" } },
  {
    what: "another version",
    headers: { ...signed([secret]), signature: signed([secret]).signature.replace("v1", "v2") },
  },
  {
    what: "half a signature",
    headers: { ...signed([secret]), signature: signed([secret]).signature.slice(0, 20) },
  },
  { what: "no time", headers: { ...signed([secret]), timestamp: "now" } },
])("$what is refused", ({ headers, given }) => expect(accepts(headers, given)).toBe(false));

test("one right signature among several is enough, as while a secret is changed", () => {
  expect(accepts(signed([other, secret]))).toBe(true);
});

test.for(["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", `whsec_${"A".repeat(92)}`])(
  "%s is no secret",
  (each) => expect(parseWebhookSecret(each)).toBeUndefined(),
);
