import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import {
  isSignedWebhook,
  parseWebhookSecret,
  type SignedHeaders,
  signWebhook,
} from "../../src/core/webhook-signature.ts";
import { minutes, noon, seconds } from "../support/noon.ts";

const text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const otherText = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const body = Buffer.from('{"type":"email.bounced"}');

function secretOf(each: string): Uint8Array {
  const secret = parseWebhookSecret(each);
  if (secret === undefined) throw new Error("it is a secret");
  return secret;
}

/** Headers by these secrets, which were signed so long before noon. */
function signed(texts: readonly string[], agoMs = 0, id = "msg_1"): SignedHeaders {
  return signWebhook(texts.map(secretOf), id, new Date(noon.getTime() - agoMs), body);
}

function accepts(headers: SignedHeaders, given: Uint8Array = body, texts = [text]): boolean {
  return isSignedWebhook(texts.map(secretOf), headers, given, noon);
}

describe("a webhook", () => {
  test("is signed as the example of the specification", () => {
    const example = signWebhook(
      [secretOf(text)],
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      new Date(1_614_265_330_000),
      '{"test": 2432232314}',
    );
    expect(example.signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("is accepted by the library of the specification, with any of its secrets", () => {
    const headers = signWebhook([text, otherText].map(secretOf), "msg_1", new Date(), body);
    for (const each of [text, otherText]) {
      const read = new Webhook(each).verify(body, {
        "webhook-id": headers.id,
        "webhook-timestamp": headers.timestamp,
        "webhook-signature": headers.signature,
      });
      expect(read).toEqual({ type: "email.bounced" });
    }
  });

  test("that the library signed is accepted", () => {
    const signature = new Webhook(text).sign("msg_1", noon, body);
    expect(accepts({ id: "msg_1", timestamp: String(noon.getTime() / 1000), signature })).toBe(true);
  });

  test.for([
    { what: "another body", headers: () => signed([text]), given: Buffer.from("{}") },
    { what: "another secret", headers: () => signed([otherText]) },
    { what: "another id", headers: () => ({ ...signed([text]), id: "msg_2" }) },
    {
      what: "another time",
      headers: () => ({ ...signed([text]), timestamp: String(noon.getTime() / 1000 + 1) }),
    },
    { what: "no signature", headers: () => ({ ...signed([text]), signature: "" }) },
    {
      what: "another version",
      headers: () => ({ ...signed([text]), signature: signed([text]).signature.replace("v1", "v2") }),
    },
    {
      what: "half a signature",
      headers: () => ({ ...signed([text]), signature: signed([text]).signature.slice(0, 20) }),
    },
    { what: "no time", headers: () => ({ ...signed([text]), timestamp: "now" }) },
  ])("with $what is refused", ({ headers, given }) => {
    expect(accepts(headers(), given)).toBe(false);
  });

  test("is accepted for five minutes, by a clock that may be wrong by as much", () => {
    for (const agoMs of [minutes(5), -minutes(5)]) expect(accepts(signed([text], agoMs))).toBe(true);
    for (const agoMs of [minutes(5) + seconds(1), -minutes(5) - seconds(1)])
      expect(accepts(signed([text], agoMs))).toBe(false);
  });

  // The signature is over `id.time.body`: with a dot in the id or another time, one signature would be that of two.
  test.for([
    { what: "no id", id: "", timestamp: undefined },
    { what: "a dot in its id", id: "msg.1", timestamp: undefined },
    { what: "a time with a fraction", id: "msg_1", timestamp: "1780315200.0" },
    { what: "a time with a sign", id: "msg_1", timestamp: "+1780315200" },
    { what: "a time in another notation", id: "msg_1", timestamp: "1780315200e0" },
  ])("with $what is refused, however well it is signed", ({ id, timestamp }) => {
    const time = timestamp ?? String(noon.getTime() / 1000);
    const key = Buffer.from(secretOf(text));
    const signature = `v1,${createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest("base64")}`;
    expect(accepts({ id, timestamp: time, signature })).toBe(false);
  });

  test("needs one right signature among several, and one of the secrets, as while a secret is changed", () => {
    expect(accepts(signed([otherText, text]))).toBe(true);
    expect(accepts(signed([text]), body, [otherText, text])).toBe(true);
    expect(accepts(signed([text]), body, [])).toBe(false);
  });

  test("may have eight signatures, and further ones are not looked at", () => {
    const { signature, ...headers } = signed([text]);
    const wrong = signed([otherText]).signature;
    const behind = (count: number) => [...Array<string>(count).fill(wrong), signature].join(" ");
    expect(accepts({ ...headers, signature: behind(7) })).toBe(true);
    expect(accepts({ ...headers, signature: behind(8) })).toBe(false);
  });
});

describe("a secret of webhooks", () => {
  const ofBytes = (count: number) => `whsec_${Buffer.alloc(count, 7).toString("base64")}`;

  test.for([24, 32, 64])("may have %i bytes", (count) => {
    expect(parseWebhookSecret(ofBytes(count))).toEqual(Buffer.alloc(count, 7));
  });

  test.for([
    "",
    "whsec_",
    "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ` ${text}`,
    `my_${text}`,
    `${text}\n`,
    `${text}, ${otherText}`,
    `whsec_${"*".repeat(32)}`,
    ofBytes(23),
    ofBytes(65),
  ])("is not %j", (each) => {
    expect(parseWebhookSecret(each)).toBeUndefined();
  });
});
