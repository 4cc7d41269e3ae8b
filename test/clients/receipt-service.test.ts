import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createMemoryReplayGuard, createNoPass, verifyReceipt } from "../../clients/node/src/index.ts";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { startService, type TestService } from "../e2e/support/service.ts";
import { refusalOf } from "./support/receipts.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

test("a back end believes the receipt of a real service, once, and only for what it was given", async () => {
  const { receipt, verifyTime } = await prove("ada@example.com", { purpose: "delete-account", nonce: "n-1" });
  const options = { ...trust(), purpose: "delete-account", nonce: "n-1" };
  const consume = createMemoryReplayGuard();

  const verified = await verifyReceipt(receipt, { ...options, consume });
  expect(verified).toMatchObject({
    email: "ada@example.com",
    purpose: "delete-account",
    audience: "acme",
    nonce: "n-1",
    test: false,
  });
  expect(Math.abs(verified.verifiedAt.getTime() - verifyTime.getTime())).toBeLessThan(1000);
  expect(verified.expiresAt.getTime() - verified.issuedAt.getTime()).toBe(5 * 60_000);

  const reasonFor = async (other: object) =>
    (await refusalOf(verifyReceipt(receipt, { ...options, ...other }))).reason;
  expect(await reasonFor({ consume })).toBe("REPLAYED");
  expect(await reasonFor({ purpose: "sign-in" })).toBe("PURPOSE");
  expect(await reasonFor({ nonce: "n-2" })).toBe("NONCE");
  expect(await reasonFor({ audience: "globex" })).toBe("AUDIENCE");
  expect(await reasonFor({ issuer: service.url })).toBe("ISSUER");
});

test("defaults meet: a code for nothing in particular signs in", async () => {
  const { receipt } = await prove("grace@example.com");
  expect(await verifyReceipt(receipt, trust())).toMatchObject({ email: "grace@example.com" });
});

test("a receipt of one deployment means nothing to the keys of another", async () => {
  await using other = await startService();
  const { receipt } = await prove("ada@example.com");
  const elsewhere = { ...trust(), jwksUrl: `${other.url}/.well-known/jwks.json` };
  expect((await refusalOf(verifyReceipt(receipt, elsewhere))).reason).toBe("KEY_UNKNOWN");
});

test("a receipt for a test address proves nothing, and is refused where that was not allowed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nopass-receipts-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const key = createApiKey("secret", "live");
  const tenant = {
    id: "acme",
    brand: { name: "Acme", host: "acme.example" },
    test_addresses: [{ email: "robot@example.com", code: "424242", until: "2999-01-01T00:00:00Z" }],
    keys: [{ id: key.id, kind: "secret", sha256: [key.sha256] }],
  };
  // JSON is YAML.
  writeFileSync(join(folder, "tenants.yaml"), JSON.stringify({ tenants: [tenant] }));
  await using other = await startService({ env: { NOPASS_TENANTS: join(folder, "tenants.yaml") } });
  const client = createNoPass({ url: other.url, apiKey: key.text });
  onTestFinished(() => client.close());

  const { challengeId } = await client.sendCode({ email: "robot@example.com" });
  const { receipt } = await client.verifyCode({ challengeId, code: "424242" });
  const options = { ...trust(), jwksUrl: `${other.url}/.well-known/jwks.json` };
  expect((await refusalOf(verifyReceipt(receipt, options))).reason).toBe("TEST");
  const allowed = await verifyReceipt(receipt, { ...options, allowTest: true });
  expect(allowed).toMatchObject({ email: "robot@example.com", test: true });
});

async function prove(email: string, request: object = {}) {
  const client = createNoPass({ url: service.url, apiKey: service.secretKey });
  onTestFinished(() => client.close());
  const { challengeId } = await client.sendCode({ email, ...request });
  return client.verifyCode({ challengeId, code: service.codeFor(email) });
}

function trust() {
  return {
    issuer: "https://nopass.example",
    audience: "acme",
    jwksUrl: `${service.url}/.well-known/jwks.json`,
  };
}
