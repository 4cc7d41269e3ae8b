import { describe, expect, test } from "vitest";
import { parseTenants } from "../../src/config/tenants.ts";
import { defaultPolicy } from "../../src/core/policy.ts";
import { aKeyEntry, aTenantEntry, aTenantsFile } from "./support/tenants.ts";

const yaml = `
tenants:
  - id: acme
    brand: { name: Acme, host: acme.example, from: "Acme <codes@acme.example>", reply_to: help@acme.example }
    locale: de
    policy:
      code: { alphabet: base32, length: 8 }
      ttl: 10m
      max_ttl: 2h
      attempts: 3
      budget: 20
      cool_down: 45s
      keep_local_case: true
    keys:
      - id: Key00001
        kind: secret
        sha256: [${"0a".repeat(32)}, ${"0b".repeat(32)}]
      - id: Key00002
        kind: publishable
        mode: test
        sha256: [${"0c".repeat(32)}]
        origins: [https://acme.example, "http://localhost:5173"]
        expires: 2027-01-01T00:00:00+01:00
`;

describe("a tenants file", () => {
  test("states tenants, their policy and their brand", () => {
    const [tenant] = parseTenants(yaml).tenants;
    expect(tenant).toMatchObject({
      id: "acme",
      locale: "de",
      brand: {
        name: "Acme",
        host: "acme.example",
        from: "Acme <codes@acme.example>",
        replyTo: "help@acme.example",
      },
      policy: {
        code: { alphabet: "base32", length: 8 },
        ttlMs: 600_000,
        maxTtlMs: 7_200_000,
        attempts: 3,
        budget: 20,
        cooldownMs: 45_000,
        keepLocalCase: true,
      },
    });
  });

  test("states keys, which are found by their id", () => {
    const { findKey, tenants, keyCount } = parseTenants(yaml);
    expect(keyCount).toBe(2);
    expect(findKey("Key00001")).toEqual({
      id: "Key00001",
      kind: "secret",
      mode: "live",
      origins: [],
      secretHashes: [Buffer.alloc(32, 0x0a), Buffer.alloc(32, 0x0b)],
      tenant: tenants[0],
    });
    expect(findKey("Key00002")).toEqual({
      id: "Key00002",
      kind: "publishable",
      mode: "test",
      origins: ["https://acme.example", "http://localhost:5173"],
      secretHashes: [Buffer.alloc(32, 0x0c)],
      tenant: tenants[0],
      expiresAt: new Date("2026-12-31T23:00:00Z"),
    });
    for (const id of ["Key00003", "key00001", "", "__proto__", "constructor"])
      expect(findKey(id)).toBeUndefined();
  });

  test("knows the origins that its keys list", () => {
    const { isListedOrigin } = parseTenants(yaml);
    expect(isListedOrigin("https://acme.example")).toBe(true);
    for (const origin of [
      "http://acme.example",
      "https://acme.example:443",
      "https://acme.example/",
      "null",
      "",
    ])
      expect(isListedOrigin(origin)).toBe(false);
  });

  test("may be JSON", () => {
    const json = JSON.stringify({ $schema: "./tenants.schema.json", tenants: [aTenantEntry()] });
    expect(parseTenants(json).tenants.map(({ id }) => id)).toEqual(["acme"]);
  });

  test("of a tenant with nothing but a brand has the default policy, in English, and no keys", () => {
    const { tenants, keyCount } = parseTenants(
      aTenantsFile({ id: "acme", brand: { name: "A", host: "a.example" } }),
    );
    expect(tenants[0]).toMatchObject({
      locale: "en",
      brand: { name: "A", host: "a.example" },
      policy: defaultPolicy,
    });
    expect(Object.keys(tenants[0]?.policy ?? {}).sort()).toEqual(Object.keys(defaultPolicy).sort());
    expect(keyCount).toBe(0);
  });

  test("of which a part is stated has the default policy otherwise", () => {
    const [tenant] = parseTenants(aTenantsFile(aTenantEntry({ policy: { attempts: 2 } }))).tenants;
    expect(tenant?.policy).toEqual({ ...defaultPolicy, attempts: 2 });
  });

  test("does not let in a key that was revoked", () => {
    const text = aTenantsFile(
      aTenantEntry({
        keys: [aKeyEntry({ revoked: true, kind: "publishable", origins: ["https://a.example"] })],
      }),
    );
    const { findKey, isListedOrigin } = parseTenants(text);
    expect(findKey("Key00001")).toBeUndefined();
    expect(isListedOrigin("https://a.example")).toBe(false);
  });
});
