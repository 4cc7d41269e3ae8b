import { describe, expect, test, vi } from "vitest";
import {
  createReceiptVerifier,
  type ReceiptChecks,
  type ReceiptVerifierOptions,
  verifyReceipt,
} from "../../clients/node/src/index.ts";
import type { ReceiptClaims } from "../../src/core/receipt.ts";
import { createReceipts, type SigningKey } from "../../src/receipt/signer.ts";
import { createKeyServer } from "./support/key-server.ts";
import {
  aClaimSet,
  aReceipt,
  aVerifier,
  createKey,
  issuer,
  noon,
  noonSeconds,
  refusalOf,
  signatureBy,
} from "./support/receipts.ts";

const key = createKey("es-1");
const keys = { keys: [key.jwk] };
const verifier = aVerifier({ keys });

describe("a receipt is believed", () => {
  test("and tells what it proves", async () => {
    expect(await verifier.verify(aReceipt(key))).toEqual({
      email: "canary@example.com",
      purpose: "sign-in",
      subject: "subject-canary",
      audience: "acme",
      verifiedAt: noon,
      issuedAt: noon,
      expiresAt: new Date("2026-06-01T12:05:00Z"),
      id: "jti-canary",
      test: false,
    });
  });

  test.for(["ES256", "EdDSA"] as const)("when the service's own code signed it with %s", async (alg) => {
    const signing = createKey("k-1", alg);
    const jwk = { ...signing.jwk, ...signing.privateKey.export({ format: "jwk" }) } as unknown as SigningKey;
    const { sign, jwks } = await createReceipts([jwk]);
    const receipt = await sign(aClaimSet() as unknown as ReceiptClaims);
    expect(await aVerifier({ keys: jwks }).verify(receipt)).toMatchObject({ id: "jti-canary" });
  });

  test.for<{ name: string; claims: Record<string, unknown>; checks?: ReceiptChecks }>([
    {
      name: "with the purpose that was asked for",
      claims: { purpose: "a.b_c-1" },
      checks: { purpose: "a.b_c-1" },
    },
    { name: "with the nonce that was given", claims: { nonce: "n-1" }, checks: { nonce: "n-1" } },
    {
      name: "with a nonce in any script",
      claims: { nonce: "нонс 🔑".padEnd(128, "!") },
      checks: { nonce: "нонс 🔑".padEnd(128, "!") },
    },
    { name: "with an address full of what JSON escapes", claims: { email: `"a\\:{}"@example.com` } },
    {
      name: "with the longest address there is",
      claims: { email: `${"a".repeat(64)}@${"b".repeat(185)}.com` },
    },
    { name: "with claims of a later version", claims: { acr: "x", amr: ["otp", "mca"], act: { sub: "s" } } },
    { name: "with a test claim that says no", claims: { test: false } },
    { name: "that was redeemed a while before it was issued", claims: { auth_time: noonSeconds - 250 } },
    {
      name: "as old as was allowed, and the tolerance",
      claims: { auth_time: noonSeconds - 90 },
      checks: { maxAgeMs: 60_000 },
    },
  ])("$name", async ({ claims, checks }) => {
    const receipt = aReceipt(key, { claims: aClaimSet(claims) });
    expect(await verifier.verify(receipt, checks)).toMatchObject({ audience: "acme" });
  });

  test.for([
    { tolerance: 30, from: -30, to: 329, given: {} },
    { tolerance: 0, from: 0, to: 299, given: { clockToleranceMs: 0 } },
    { tolerance: 60, from: -60, to: 359, given: { clockToleranceMs: 60_000 } },
  ])("from its first second to its last, with $tolerance s of tolerance", async ({ from, to, given }) => {
    const receipt = aReceipt(key);
    const judge = (seconds: number) =>
      aVerifier({ keys, ...given, now: () => new Date((noonSeconds + seconds) * 1000) }).verify(receipt);
    expect(await refusalOf(judge(from - 1))).toMatchObject({ reason: "NOT_YET" });
    await judge(from);
    await judge(to);
    expect(await refusalOf(judge(to + 1))).toMatchObject({ reason: "EXPIRED" });
  });

  test("with allowTest if it is for tests, and says so", async () => {
    const receipt = aReceipt(key, { claims: aClaimSet({ test: true }) });
    expect(await aVerifier({ keys, allowTest: true }).verify(receipt)).toMatchObject({ test: true });
  });

  test("without a header parameter that names where keys are, whatever the issuer is called", async () => {
    const other = { issuer: "nopass of acme", keys };
    const receipt = aReceipt(key, { claims: aClaimSet({ iss: other.issuer }) });
    expect(await aVerifier(other).verify(receipt)).toMatchObject({ id: "jti-canary" });
  });
});

test("a receipt whose code was typed too long ago is refused, though it has not expired", async () => {
  const receipt = aReceipt(key, { claims: aClaimSet({ auth_time: noonSeconds - 91 }) });
  expect(await refusalOf(verifier.verify(receipt, { maxAgeMs: 60_000 }))).toMatchObject({
    reason: "EXPIRED",
  });
});

describe("consume", () => {
  test("is asked when all else holds, until the receipt has expired on every clock", async () => {
    const consume = vi.fn(() => true);
    await refusalOf(verifier.verify(aReceipt(createKey("es-1")), { consume }));
    await refusalOf(verifier.verify(aReceipt(key), { consume, purpose: "other" }));
    await refusalOf(verifier.verify(aReceipt(key), { consume, nonce: "other" }));
    expect(consume).not.toHaveBeenCalled();
    await verifier.verify(aReceipt(key), { consume });
    expect(consume.mock.calls).toEqual([["jti-canary", new Date("2026-06-01T12:06:00Z")]]);
  });

  test.for([false, undefined, null, 0, 1, "OK", {}])(
    "refuses the receipt when it answers %s",
    async (answer) => {
      const consume = async () => answer as boolean;
      expect(await refusalOf(verifier.verify(aReceipt(key), { consume }))).toMatchObject({
        reason: "REPLAYED",
      });
    },
  );

  test("refuses the receipt when it throws, and what it threw comes through", async () => {
    const fault = new Error("the database is away");
    const consume = () => Promise.reject(fault);
    await expect(verifier.verify(aReceipt(key), { consume })).rejects.toBe(fault);
  });

  test("lets one in when a mirrored signature makes two receipts of one", async () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const mirrored = aReceipt(key, {
      signature: (input) => {
        const signature = signatureBy(key)(input);
        const mirror = order - BigInt(`0x${signature.subarray(32).toString("hex")}`);
        return Buffer.concat([
          signature.subarray(0, 32),
          Buffer.from(mirror.toString(16).padStart(64, "0"), "hex"),
        ]);
      },
    });
    const seen = new Set<string>();
    const consume = (id: string) => seen.size < seen.add(id).size;
    await verifier.verify(mirrored, { consume });
    expect(await refusalOf(verifier.verify(aReceipt(key), { consume }))).toMatchObject({
      reason: "REPLAYED",
    });
  });
});

describe("options that cannot work are a TypeError", () => {
  test.for<{ name: string; options: object; says: string }>([
    { name: "no issuer", options: { issuer: undefined }, says: "issuer is missing" },
    {
      name: "an issuer with a slash at the end",
      options: { issuer: `${issuer}/` },
      says: "issuer ends with a slash",
    },
    {
      name: "an issuer that is no URL",
      options: { issuer: "acme", keys: undefined },
      says: "issuer is not a URL",
    },
    {
      name: "an issuer in the clear",
      options: { issuer: "http://nopass.example", keys: undefined },
      says: "issuer must start with https://",
    },
    { name: "no audience", options: { audience: "" }, says: "audience is missing" },
    { name: "a list of audiences", options: { audience: ["acme"] }, says: "audience is missing" },
    {
      name: "keys from two places",
      options: { jwksUrl: "https://nopass.example/keys" },
      says: "exclude each other",
    },
    { name: "no keys", options: { keys: { keys: [] } }, says: "keys has no keys" },
    {
      name: "keys that are none",
      options: { keys: { keys: ["es-1"] } },
      says: "keys has something that is no key",
    },
    {
      name: "a private key",
      options: { keys: { keys: [{ ...key.jwk, d: "canary" }] } },
      says: "keys has a private key",
    },
    {
      name: "a shared secret",
      options: { keys: { keys: [{ kty: "oct", k: "canary" }] } },
      says: "keys has a private key",
    },
    { name: "too much tolerance", options: { clockToleranceMs: 60_001 }, says: "clockToleranceMs" },
    {
      name: "tolerance that is no number",
      options: { clockToleranceMs: Number.NaN },
      says: "clockToleranceMs",
    },
    { name: "allowTest as a text", options: { allowTest: "false" }, says: "allowTest" },
    {
      name: "a URL in the clear",
      options: jwksUrl("http://nopass.example/keys"),
      says: "jwksUrl must start with https://",
    },
    {
      name: "a URL that only looks local",
      options: jwksUrl("http://127.0.0.1.evil.example/"),
      says: "jwksUrl must start",
    },
    { name: "a file", options: jwksUrl("file:///etc/keys.json"), says: "jwksUrl must start" },
    { name: "a data URL", options: jwksUrl("data:application/json,{}"), says: "jwksUrl must start" },
    {
      name: "a URL with credentials",
      options: jwksUrl("https://canary:canary@nopass.example/"),
      says: "jwksUrl has credentials",
    },
    {
      name: "a timeout that is no number",
      options: { ...jwksUrl("https://nopass.example"), timeoutMs: "5s" },
      says: "timeoutMs",
    },
    {
      name: "a cache of less than nothing",
      options: { ...jwksUrl("https://nopass.example"), cacheMs: -1 },
      says: "cacheMs",
    },
    {
      name: "an endless cool-down",
      options: { ...jwksUrl("https://nopass.example"), cooldownMs: Number.POSITIVE_INFINITY },
      says: "cooldownMs",
    },
  ])("$name", ({ options, says }) => {
    const create = () =>
      createReceiptVerifier({ issuer, audience: "acme", keys, ...options } as ReceiptVerifierOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(says);
    expect(create).not.toThrow("canary");
  });

  test.for<{ name: string; checks: object; says: string }>([
    { name: "an empty purpose", checks: { purpose: "" }, says: "purpose" },
    { name: "a list of purposes", checks: { purpose: ["sign-in"] }, says: "purpose" },
    { name: "an age that is no number", checks: { maxAgeMs: "1h" }, says: "maxAgeMs" },
    { name: "an age below nothing", checks: { maxAgeMs: -1 }, says: "maxAgeMs" },
    { name: "consume that is no function", checks: { consume: true }, says: "consume" },
  ])("$name", async ({ checks, says }) => {
    await expect(verifier.verify(aReceipt(key), checks as ReceiptChecks)).rejects.toThrow(says);
    await expect(verifier.verify(aReceipt(key), checks as ReceiptChecks)).rejects.toThrow(TypeError);
  });

  test.for(["http://localhost:3600", "http://127.0.0.1:3600", "http://127.9.9.9", "http://[::1]:3600"])(
    "but %s is this machine",
    (local) => {
      expect(() => createReceiptVerifier({ issuer: local, audience: "acme" })).not.toThrow();
    },
  );
});

describe("verifyReceipt", () => {
  const now = Math.floor(Date.now() / 1000);
  const fresh = aReceipt(key, { claims: aClaimSet({ auth_time: now, iat: now, exp: now + 300 }) });

  test("fetches the keys of a service once for all calls, tenants and purposes", async () => {
    const server = createKeyServer(key.jwk);
    vi.stubGlobal("fetch", server.fetch);
    const options = { issuer, audience: "acme" };
    await Promise.all(Array.from({ length: 20 }, () => verifyReceipt(fresh, options)));
    await verifyReceipt(fresh, { ...options, jwksUrl: `${issuer}/.well-known/jwks.json` });
    expect(await refusalOf(verifyReceipt(fresh, { ...options, purpose: "other" }))).toMatchObject({
      reason: "PURPOSE",
    });
    expect(await refusalOf(verifyReceipt(fresh, { issuer, audience: "globex" }))).toMatchObject({
      reason: "AUDIENCE",
    });
    expect(server.asked).toBe(1);
    await verifyReceipt(fresh, { ...options, jwksUrl: "https://mirror.example/keys" });
    expect(server.asked).toBe(2);
    vi.unstubAllGlobals();
  });

  test("takes keys that are given, and all checks", async () => {
    const seen: string[] = [];
    const consume = (id: string) => seen.push(id) === 1;
    const options = { issuer, audience: "acme", keys, maxAgeMs: 60_000, consume };
    expect(await verifyReceipt(fresh, options)).toMatchObject({ id: "jti-canary" });
    expect(await refusalOf(verifyReceipt(fresh, options))).toMatchObject({ reason: "REPLAYED" });
    const lostNonce = verifyReceipt(fresh, { issuer, audience: "acme", keys, nonce: undefined });
    expect(await refusalOf(lostNonce)).toMatchObject({ reason: "NONCE" });
  });

  test("rejects for options that cannot work", async () => {
    await expect(verifyReceipt(fresh, { issuer: "", audience: "acme" })).rejects.toThrow(TypeError);
  });
});

function jwksUrl(url: string): object {
  return { keys: undefined, jwksUrl: url };
}
