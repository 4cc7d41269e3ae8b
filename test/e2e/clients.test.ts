import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Client, type OpenClient, targetOf } from "./support/clients/client.ts";
import { connectClients } from "./support/clients/connect.ts";
import { openGrpcJs } from "./support/clients/grpc-js.ts";
import { jsonClients } from "./support/clients/json.ts";
import { sdks } from "./support/clients/sdk.ts";
import { otherThan } from "./support/codes.ts";
import { reasonOf } from "./support/refusal.ts";
import { startTableService, type TableService } from "./support/table-service.ts";

const clients: Record<string, OpenClient> = {
  "grpc-js": openGrpcJs,
  ...connectClients,
  ...jsonClients,
  ...sdks,
};

let service: TableService;
beforeAll(async () => {
  service = await startTableService();
});
afterAll(() => service.stop());

describe.for(Object.entries(clients))("%s", ([name, open]) => {
  const email = `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}@example.com`;

  test("a mailed code proves the mailbox, and the receipt says so to a back end", async () => {
    const client = connected(open);
    const { challengeId, codeLength } = await client.sendCode({ email, purpose: "checkout", nonce: "n-1" });
    const code = service.codeFor(email);
    expect(code).toHaveLength(codeLength);

    const verified = await client.verifyCode({ challengeId, code });
    expect(verified).toMatchObject({ email, purpose: "checkout" });
    const { payload } = await jwtVerify(verified.receipt, publishedKeys(), {
      issuer: "https://nopass.example",
      audience: "acme",
      typ: "nopass-receipt+jwt",
    });
    expect(payload).toMatchObject({ email, email_verified: true, purpose: "checkout", nonce: "n-1" });
  });

  test("a code is accepted once", async () => {
    const client = connected(open);
    const { challengeId } = await client.sendCode({ email });
    const code = service.codeFor(email);
    await client.verifyCode({ challengeId, code });
    expect(await reasonOf(client.verifyCode({ challengeId, code }))).toBe("CHALLENGE_CLOSED");
  });

  test("after a wrong code the right one is refused", async () => {
    const client = connected(open);
    const { challengeId } = await client.sendCode({ email });
    const code = service.codeFor(email);
    expect(await reasonOf(client.verifyCode({ challengeId, code: otherThan(code) }))).toBe("CODE_REJECTED");
    expect(await reasonOf(client.verifyCode({ challengeId, code }))).toBe("CHALLENGE_CLOSED");
  });
});

function connected(open: OpenClient): Client {
  const client = open(targetOf(service));
  onTestFinished(() => client.close());
  return client;
}

function publishedKeys() {
  return createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`));
}
