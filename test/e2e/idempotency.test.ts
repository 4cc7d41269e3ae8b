import { decodeJwt } from "jose";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { minutes, type ScriptedClock, scriptedClock, seconds } from "../support/noon.ts";
import { type Client, targetOf } from "./support/clients/client.ts";
import { openGrpcJs } from "./support/clients/grpc-js.ts";
import { otherThan } from "./support/codes.ts";
import { reasonOf, refusalOf } from "./support/refusal.ts";
import { startTableService, type TableService } from "./support/table-service.ts";

const email = "ada@example.com";
const idempotencyKey = "one-key-for-one-code-0001";
const attemptId = "one-id-for-one-attempt-01";
const tenTimes = Array.from({ length: 10 });

let clock: ScriptedClock;
let service: TableService;
let client: Client;

beforeEach(() => start({}));

describe("a send that is repeated with its idempotency key", () => {
  test("is answered the same and mails nothing, even within the cool-down", async () => {
    const first = await client.sendCode({ email, idempotencyKey });
    clock.pass(seconds(3));
    expect(await client.sendCode({ email, idempotencyKey })).toEqual(first);
    expect(service.mails).toHaveLength(1);
  });

  test("ten times at once mails one code and gives ten equal answers, and the code is right", async () => {
    const answers = await Promise.all(tenTimes.map(() => client.sendCode({ email, idempotencyKey })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(service.mails).toHaveLength(1);
    const [sent] = answers;
    await client.verifyCode({ challengeId: sent?.challengeId ?? "", code: service.codeFor(email) });
  });

  test("is answered the same when its code was used in the meantime", async () => {
    const first = await client.sendCode({ email, idempotencyKey });
    await client.verifyCode({ challengeId: first.challengeId, code: service.codeFor(email) });
    expect(await client.sendCode({ email, idempotencyKey })).toEqual(first);
    expect(service.mails).toHaveLength(1);
  });

  test("mails after all when the first mail was refused for certain", async () => {
    await start({ deliveries: [{ kind: "refused", cause: new Error("refused") }] });
    expect(await reasonOf(client.sendCode({ email, idempotencyKey }))).toBe("DELIVERY_FAILED");
    const { challengeId } = await client.sendCode({ email, idempotencyKey });
    expect(service.mails).toHaveLength(2);
    await client.verifyCode({ challengeId, code: service.codeFor(email) });
  });

  test("mails nothing when nobody knows whether the first mail arrived", async () => {
    await start({ deliveries: [{ kind: "unknown", cause: new Error("silence") }] });
    const { metadata } = await refusalOf(client.sendCode({ email, idempotencyKey }));
    const again = await client.sendCode({ email, idempotencyKey });
    expect(again.challengeId).toBe(metadata.challenge_id);
    expect(service.mails).toHaveLength(1);
  });

  test("is another send for another address, purpose or tenant", async () => {
    const globex = openClient(service.otherKey);
    const answers = [
      await client.sendCode({ email, idempotencyKey }),
      await client.sendCode({ email: "bob@example.com", idempotencyKey }),
      await globex.sendCode({ email, idempotencyKey }),
    ];
    clock.pass(seconds(31));
    answers.push(await client.sendCode({ email, idempotencyKey, purpose: "checkout" }));
    expect(new Set(answers.map(({ challengeId }) => challengeId)).size).toBe(4);
    expect(service.mails).toHaveLength(4);
  });
});

describe("an attempt that is repeated with its id", () => {
  test("is answered the same: the same time and the same claims", async () => {
    const { challengeId } = await client.sendCode({ email, nonce: "n-1" });
    const attempt = { challengeId, code: service.codeFor(email), attemptId };
    const first = await client.verifyCode(attempt);
    clock.pass(minutes(4));
    const again = await client.verifyCode(attempt);
    expect(again.verifiedAtMs).toBe(first.verifiedAtMs);
    expect(decodeJwt(again.receipt)).toEqual(decodeJwt(first.receipt));
  });

  test("ten times at once is right ten times, of one and the same challenge", async () => {
    const { challengeId } = await client.sendCode({ email });
    const attempt = { challengeId, code: service.codeFor(email), attemptId };
    const answers = await Promise.all(tenTimes.map(() => client.verifyCode(attempt)));
    expect(new Set(answers.map(({ receipt }) => decodeJwt(receipt).jti)).size).toBe(1);
  });

  test("is closed after five minutes", async () => {
    const { challengeId } = await client.sendCode({ email });
    const attempt = { challengeId, code: service.codeFor(email), attemptId };
    await client.verifyCode(attempt);
    clock.pass(minutes(5));
    expect(await reasonOf(client.verifyCode(attempt))).toBe("CHALLENGE_CLOSED");
  });

  test("is wrong again when it was wrong, and buys no second guess with another code", async () => {
    const { challengeId } = await client.sendCode({ email });
    const code = service.codeFor(email);
    const wrong = { challengeId, code: otherThan(code), attemptId };
    expect(await reasonOf(client.verifyCode(wrong))).toBe("CODE_REJECTED");
    expect(await reasonOf(client.verifyCode(wrong))).toBe("CODE_REJECTED");
    expect(await reasonOf(client.verifyCode({ challengeId, code, attemptId }))).toBe("CHALLENGE_CLOSED");
  });

  test("is another attempt with another id, and without one", async () => {
    const { challengeId } = await client.sendCode({ email });
    const code = service.codeFor(email);
    await client.verifyCode({ challengeId, code, attemptId });
    const others = [
      { challengeId, code, attemptId: `${attemptId}-other` },
      { challengeId, code },
    ];
    for (const other of others) expect(await reasonOf(client.verifyCode(other))).toBe("CHALLENGE_CLOSED");
  });

  test("of many at once with ids of their own, one is right", async () => {
    const { challengeId } = await client.sendCode({ email });
    const code = service.codeFor(email);
    const reasons = await Promise.all(
      tenTimes.map((_, i) =>
        client.verifyCode({ challengeId, code, attemptId: `${attemptId}-${i}` }).then(
          () => "right",
          (error) => reasonOf(Promise.reject(error)),
        ),
      ),
    );
    expect(reasons.filter((reason) => reason === "right")).toHaveLength(1);
    expect(new Set(reasons)).toEqual(new Set(["right", "CHALLENGE_CLOSED"]));
  });
});

describe("a resend", () => {
  test("mails another code, and the earlier one stays valid", async () => {
    const { challengeId } = await client.sendCode({ email });
    const slow = service.codeFor(email);
    clock.pass(minutes(1));
    expect((await client.sendCode({ challengeId })).challengeId).toBe(challengeId);
    expect(service.mails).toHaveLength(2);
    expect(await client.verifyCode({ challengeId, code: slow })).toMatchObject({ email });
  });

  test("mails a code that is right, and then none of them is right again", async () => {
    const { challengeId } = await client.sendCode({ email });
    clock.pass(minutes(1));
    await client.sendCode({ challengeId });
    const [first, second] = service.mails.map(({ code }) => code);
    await client.verifyCode({ challengeId, code: second ?? "" });
    expect(await reasonOf(client.verifyCode({ challengeId, code: first ?? "" }))).toBe("CHALLENGE_CLOSED");
  });

  test("adds no attempts: one wrong guess wipes all its codes", async () => {
    const { challengeId } = await client.sendCode({ email });
    clock.pass(minutes(1));
    await client.sendCode({ challengeId });
    const codes = service.mails.map(({ code }) => code);
    const wrong = ["000000", "111111", "222222"].find((code) => !codes.includes(code)) ?? "";
    expect(await reasonOf(client.verifyCode({ challengeId, code: wrong }))).toBe("CODE_REJECTED");
    for (const code of codes)
      expect(await reasonOf(client.verifyCode({ challengeId, code }))).toBe("CHALLENGE_CLOSED");
    clock.pass(minutes(1));
    expect(await reasonOf(client.sendCode({ challengeId }))).toBe("CHALLENGE_CLOSED");
  });

  test("that is repeated with its idempotency key mails one code", async () => {
    const { challengeId } = await client.sendCode({ email });
    clock.pass(minutes(1));
    const resend = { challengeId, idempotencyKey };
    const answers = await Promise.all(tenTimes.map(() => client.sendCode(resend)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(service.mails).toHaveLength(2);
  });

  test.for([
    { typed: "ada@bücher.example", again: "ADA@BÜCHER.example" },
    { typed: "ada@bücher.example", again: "ada@xn--bcher-kva.example" },
    { typed: "ada@bücher.example", again: " ada@bücher。example " },
  ])("takes '$again' for $typed", async ({ typed, again }) => {
    const { challengeId } = await client.sendCode({ email: typed });
    clock.pass(minutes(1));
    await client.sendCode({ challengeId, email: again });
    expect(service.mails.map(({ to }) => to)).toEqual(Array(2).fill("ada@xn--bcher-kva.example"));
  });

  test.for([
    { field: "email", differs: { email: "ada+1@example.com" } },
    { field: "email", differs: { email: "eve@example.com" } },
    { field: "purpose", differs: { purpose: "checkout" } },
    { field: "nonce", differs: { nonce: "another" } },
  ])("is refused with another $field, $differs, and mails nothing", async ({ field, differs }) => {
    const { challengeId } = await client.sendCode({ email, nonce: "n-1" });
    clock.pass(minutes(1));
    const { reason, fields } = await refusalOf(client.sendCode({ challengeId, ...differs }));
    expect({ reason, fields }).toEqual({ reason: "REQUEST_INVALID", fields: [field] });
    expect(service.mails).toHaveLength(1);
  });
});

/** Starts the service of a test, with the default policy and its cool-down. */
async function start(options: Pick<Parameters<typeof startTableService>[0] & object, "deliveries">) {
  clock = scriptedClock();
  const started = await startTableService({ policy: {}, world: { clock: clock.clock }, ...options });
  onTestFinished(() => started.stop());
  service = started;
  client = openClient(started.secretKey);
}

function openClient(secretKey: string): Client {
  const opened = openGrpcJs(targetOf({ url: service.url, secretKey }));
  onTestFinished(() => opened.close());
  return opened;
}
