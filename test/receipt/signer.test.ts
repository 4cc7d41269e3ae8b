import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { createReceiptKey } from "../../src/commands/keys.ts";
import type { ReceiptClaims } from "../../src/core/receipt.ts";
import { createReceipts, type Receipts, receiptType, type SigningKey } from "../../src/receipt/signer.ts";
import { noon, noonMs } from "../support/noon.ts";

const algorithms = ["ES256", "EdDSA"] as const;

describe.for(algorithms)("a receipt that is signed by %s", (alg) => {
  test("is verified with the published keys, and says what was signed", async () => {
    const receipts = await createReceipts([await aKey(alg)]);
    const { payload } = await verified(receipts, await receipts.sign(claims));
    expect(payload).toEqual(claims);
  });

  test("names its algorithm, its key and its type, and nothing else", async () => {
    const key = await aKey(alg);
    const receipts = await createReceipts([key]);
    expect(decodeProtectedHeader(await receipts.sign(claims))).toEqual({
      alg,
      kid: key.kid,
      typ: "nopass-receipt+jwt",
    });
  });

  test("is refused when a character of it was changed", async () => {
    const receipts = await createReceipts([await aKey(alg)]);
    const receipt = await receipts.sign(claims);
    const [header = "", payload = "", signature = ""] = receipt.split(".");
    const forged = Buffer.from(payload, "base64url").toString().replace("ada@", "eve@");
    const parts = [header, Buffer.from(forged).toString("base64url"), signature];
    await expect(verified(receipts, parts.join("."))).rejects.toThrow("signature verification failed");
  });

  test("is refused by the keys of another service", async () => {
    const [ours, others] = [await createReceipts([await aKey(alg)]), await createReceipts([await aKey(alg)])];
    await expect(verified(others, await ours.sign(claims))).rejects.toThrow();
  });

  test("is signed by a key whose private part is published nowhere", async () => {
    const key = await aKey(alg);
    const { jwks } = await createReceipts([
      { ...key, p: "private", key_ops: ["sign"], ext: true } as SigningKey,
    ]);
    const members = alg === "ES256" ? ["kty", "crv", "x", "y"] : ["kty", "crv", "x"];
    expect(Object.keys(jwks.keys[0] ?? {})).toEqual([...members, "kid", "alg", "use"]);
    expect(JSON.stringify(jwks)).not.toContain(key.d);
  });
});

describe("while one key replaces another", () => {
  test("the new one signs, and receipts of the old one are verified still", async () => {
    const [old, next] = [await aKey("ES256"), await aKey("EdDSA")];
    const before = await (await createReceipts([old])).sign(claims);
    const rotated = await createReceipts([next, old]);
    const after = await rotated.sign(claims);
    expect(decodeProtectedHeader(after)).toMatchObject({ kid: next.kid, alg: "EdDSA" });
    for (const receipt of [before, after]) expect((await verified(rotated, receipt)).payload).toEqual(claims);
  });

  test("the new one is published before it signs, and the old one signs until then", async () => {
    const [old, next] = [await aKey("ES256"), await aKey("ES256")];
    const announced = await createReceipts([old, next]);
    const ready = await createReceipts([next, old]);
    expect(decodeProtectedHeader(await announced.sign(claims)).kid).toBe(old.kid);
    expect((await verified(announced, await ready.sign(claims))).payload).toEqual(claims);
  });

  test("receipts of a key that was taken out are refused", async () => {
    const [old, next] = [await aKey("ES256"), await aKey("ES256")];
    const before = await (await createReceipts([old])).sign(claims);
    await expect(verified(await createReceipts([next]), before)).rejects.toThrow("no applicable key found");
  });
});

test("without a key nothing is signed", async () => {
  await expect(createReceipts([])).rejects.toThrow("receipts need a key");
});

const claims: ReceiptClaims = {
  iss: "https://nopass.example",
  aud: "acme",
  sub: "pairwise",
  email: "ada@example.com",
  email_verified: true,
  purpose: "sign-in",
  amr: ["otp"],
  auth_time: noonMs / 1000,
  iat: noonMs / 1000,
  exp: noonMs / 1000 + 300,
  jti: "challenge",
  nonce: "n",
};

async function aKey(alg: SigningKey["alg"]): Promise<SigningKey> {
  return (await createReceiptKey(alg)) as SigningKey;
}

/** As a back end does it: with the published keys alone. */
function verified({ jwks }: Receipts, receipt: string) {
  return jwtVerify(receipt, createLocalJWKSet(jwks as JSONWebKeySet), {
    issuer: "https://nopass.example",
    audience: "acme",
    typ: receiptType,
    algorithms: [...algorithms],
    currentDate: noon,
  });
}
