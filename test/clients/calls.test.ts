import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { CodeAlphabet, SendCodeResponseSchema } from "../../clients/shared/gen/nopass/v1/nopass_pb.js";
import { clientKinds, secretKey } from "./support/clients.ts";
import { codeSent, minutesAfterNoon, noon, startFakeNoPass } from "./support/fake-no-pass.ts";

describe.for(clientKinds)("$name", ({ create: createClient, http }) => {
  test("a code is sent with everything that was asked for", async () => {
    const service = await startFakeNoPass({}, http);
    const sent = await createClient(service).sendCode({
      email: "ada@example.com",
      ttlMs: 90_500,
      locale: "de-CH",
      purpose: "confirm-order",
      nonce: "n-1",
      idempotencyKey: "0123456789abcdefghijkl",
      clientIp: "192.0.2.1",
    });
    expect(sent).toEqual({
      challengeId: "nc1_challenge",
      expireTime: minutesAfterNoon(5),
      resendTime: minutesAfterNoon(0.5),
      codeLength: 6,
      codeAlphabet: "digits",
    });
    expect(service.sendCodeCalls[0]?.message).toMatchObject({
      email: "ada@example.com",
      ttl: { seconds: 90n, nanos: 500_000_000 },
      locale: "de-CH",
      purpose: "confirm-order",
      nonce: "n-1",
      idempotencyKey: "0123456789abcdefghijkl",
      challengeId: "",
      clientIp: "192.0.2.1",
    });
  });

  test("a code is judged, and the proof returned", async () => {
    const service = await startFakeNoPass({}, http);
    const proof = await createClient(service).verifyCode({ challengeId: "nc1_challenge", code: "012 345" });
    expect(proof).toEqual({
      email: "ada@example.com",
      purpose: "sign-in",
      verifyTime: noon,
      receipt: "header.claims.signature",
      receiptExpireTime: minutesAfterNoon(5),
      knownDevice: "nd1_device",
      test: false,
    });
    expect(service.verifyCodeCalls[0]?.message).toMatchObject({
      challengeId: "nc1_challenge",
      code: "012 345",
    });
  });

  test("another code is sent for a challenge without repeating the address", async () => {
    const service = await startFakeNoPass({}, http);
    await createClient(service).sendCode({ challengeId: "nc1_challenge" });
    expect(service.sendCodeCalls[0]?.message).toMatchObject({ challengeId: "nc1_challenge", email: "" });
    expect(service.sendCodeCalls[0]?.message.ttl).toBeUndefined();
  });

  test("every call carries the API key", async () => {
    const service = await startFakeNoPass({}, http);
    await createClient(service).sendCode({ email: "ada@example.com" });
    expect(service.sendCodeCalls[0]?.header.get("authorization")).toBe(`Bearer ${secretKey}`);
  });

  test("every code that is wanted, and every code that is typed, gets an id of its own", async () => {
    const service = await startFakeNoPass({}, http);
    const client = createClient(service);
    for (const _ of [1, 2]) {
      await client.sendCode({ email: "ada@example.com" });
      await client.verifyCode({ challengeId: "nc1_challenge", code: "012345" });
    }
    const ids = [
      ...service.sendCodeCalls.map(({ message }) => message.idempotencyKey),
      ...service.verifyCodeCalls.map(({ message }) => message.attemptId),
    ];
    for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
    expect(new Set(ids).size).toBe(4);
  });

  test("the service hears how long the caller is willing to wait", async () => {
    const service = await startFakeNoPass({}, http);
    const client = createClient({ url: service.url, timeoutMs: 7000 });
    await client.sendCode({ email: "ada@example.com" });
    await client.sendCode({ email: "ada@example.com" }, { timeoutMs: 3000 });
    const [first, second] = service.sendCodeCalls.map(({ timeoutMs }) => timeoutMs ?? 0);
    expect(first).toBeGreaterThan(5000);
    expect(first).toBeLessThanOrEqual(7000);
    expect(second).toBeGreaterThan(1000);
    expect(second).toBeLessThanOrEqual(3000);
  });
});

describe.for(clientKinds)("$name", ({ create: createClient, http }) => {
  test.for([
    { alphabet: CodeAlphabet.DIGITS, want: "digits" },
    { alphabet: CodeAlphabet.BASE32, want: "base32" },
    { alphabet: 99 as CodeAlphabet, want: "base32" },
  ])("a form for alphabet $alphabet is one for $want", async ({ alphabet, want }) => {
    const answer = () =>
      create(SendCodeResponseSchema, { ...codeSent(), codeLength: 8, codeAlphabet: alphabet });
    const service = await startFakeNoPass({ sendCode: [answer] }, http);
    const sent = await createClient(service).sendCode({ email: "ada@example.com" });
    expect(sent).toMatchObject({ codeLength: 8, codeAlphabet: want });
  });
});
