import { describe, expect, test } from "vitest";
import { deliver, outcome, sesKinds, telltale } from "./support/ses-delivery.ts";
import {
  accepts,
  answersDropByDrop,
  answersItsBodyDropByDrop,
  hangs,
  hangsUp,
  hangsWithinTheAnswer,
  openSesDouble,
  repliesPlainly,
  resets,
  says,
} from "./support/ses-double.ts";

const throttles = says(400, "Throttling", `Maximum sending rate exceeded. ${telltale}`);

describe.for(sesKinds)("a mail to SES, called by: %s,", (kind) => {
  test.for([
    { ses: "takes it", answers: [accepts], want: { kind: "accepted", requests: 1 } },
    { ses: "throttles once", answers: [throttles, accepts], want: { kind: "accepted", requests: 2 } },
    {
      ses: "throttles twice",
      answers: [throttles, throttles, accepts],
      want: { kind: "accepted", requests: 3 },
    },
    {
      ses: "throttles for ever",
      answers: [throttles],
      want: { kind: "refused", requests: 3, retryAfterMs: 5_000 },
    },
    {
      ses: "answers 429 without a word",
      answers: [repliesPlainly(429, "")],
      want: { kind: "refused", requests: 3, retryAfterMs: 5_000 },
    },
    {
      ses: "answers 503 with the code of a throttling",
      answers: [says(503, "Throttling", telltale)],
      want: { kind: "refused", requests: 3, retryAfterMs: 5_000 },
    },
    {
      ses: "says that the day's quota is spent",
      answers: [says(400, "Throttling", "Daily message quota exceeded.")],
      want: { kind: "refused", requests: 1, retryAfterMs: 600_000 },
    },
    {
      ses: "rejects the message",
      answers: [says(400, "MessageRejected", telltale)],
      want: { kind: "refused", requests: 1, fault: "mail" },
    },
    {
      ses: "does not know the sender's domain",
      answers: [says(400, "MailFromDomainNotVerifiedException", telltale)],
      want: { kind: "refused", requests: 1 },
    },
    {
      ses: "has paused the account",
      answers: [says(400, "AccountSendingPausedException", telltale)],
      want: { kind: "refused", requests: 1 },
    },
    {
      ses: "does not know the configuration set",
      answers: [says(400, "ConfigurationSetDoesNotExist", telltale)],
      want: { kind: "refused", requests: 1 },
    },
    {
      ses: "denies access",
      answers: [says(403, "AccessDenied", telltale)],
      want: { kind: "refused", requests: 1 },
    },
    {
      ses: "does not accept the signature",
      answers: [says(403, "SignatureDoesNotMatch", telltale)],
      want: { kind: "refused", requests: 1 },
    },
    {
      ses: "answers 500",
      answers: [says(500, "InternalFailure", telltale)],
      want: { kind: "unknown", requests: 1 },
    },
    {
      ses: "answers 503",
      answers: [says(503, "ServiceUnavailable", telltale)],
      want: { kind: "unknown", requests: 1 },
    },
    {
      ses: "answers 502 from a gateway",
      answers: [repliesPlainly(502, telltale)],
      want: { kind: "unknown", requests: 1 },
    },
    {
      ses: "answers 400 without its code",
      answers: [repliesPlainly(400, telltale)],
      want: { kind: "unknown", requests: 1 },
    },
    {
      ses: "answers 404 from elsewhere",
      answers: [repliesPlainly(404, `<p>${telltale}</p>`)],
      want: { kind: "unknown", requests: 1 },
    },
    {
      ses: "answers garbage",
      answers: [repliesPlainly(200, telltale)],
      want: { kind: "unknown", requests: 1 },
    },
    {
      ses: "answers 200 without a message id",
      answers: [repliesPlainly(200, "<html></html>")],
      want: { kind: "unknown", requests: 1 },
    },
    { ses: "never answers", answers: [hangs], want: { kind: "unknown", requests: 1 } },
    { ses: "answers drop by drop", answers: [answersDropByDrop], want: { kind: "unknown", requests: 1 } },
    {
      ses: "answers its body drop by drop",
      answers: [answersItsBodyDropByDrop],
      want: { kind: "unknown", requests: 1 },
    },
    {
      ses: "stops within its answer",
      answers: [hangsWithinTheAnswer],
      want: { kind: "unknown", requests: 1 },
    },
    { ses: "resets the connection after reading", answers: [resets], want: { kind: "unknown", requests: 1 } },
    { ses: "hangs up after reading", answers: [hangsUp], want: { kind: "unknown", requests: 1 } },
    {
      ses: "throttles, then hangs up",
      answers: [throttles, hangsUp, accepts],
      want: { kind: "unknown", requests: 2 },
    },
  ])("is $want.kind after $want.requests requests when SES $ses", async ({ answers, want }) => {
    await using double = await openSesDouble(answers);
    const delivery = await deliver(kind, { endpoint: double.endpoint });
    expect({ requests: double.requests.length, ...outcome(delivery) }).toEqual(want);
  });

  test("is refused without a request when there are no credentials", async () => {
    await using double = await openSesDouble([accepts]);
    const credentials = async () => {
      throw Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" });
    };
    const delivery = await deliver(kind, { endpoint: double.endpoint, credentials });
    expect({ requests: double.requests.length, ...outcome(delivery) }).toEqual({
      kind: "refused",
      requests: 0,
    });
  });

  test("says for the log which fault it was, by name, status and request", async () => {
    await using double = await openSesDouble([says(400, "MessageRejected", telltale)]);
    const delivery = await deliver(kind, { endpoint: double.endpoint });
    expect(delivery).toMatchObject({ cause: { message: "SES: MessageRejected 400 7f1c-1" } });
  });

  test("waits between two tries for as long as chance says, and longer before the third", async () => {
    await using double = await openSesDouble([throttles]);
    const asked: number[] = [];
    await deliver(kind, { endpoint: double.endpoint }, (below) => {
      asked.push(below);
      return 0;
    });
    expect(asked).toEqual([500, 1_000]);
  });
});
