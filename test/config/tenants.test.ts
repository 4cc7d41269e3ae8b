import { describe, expect, test } from "vitest";
import { parseTenants } from "../../src/config/tenants.ts";
import { defaultPolicy } from "../../src/core/policy.ts";
import { problemsIn } from "./support/settings.ts";
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
    for (const id of ["Key00003", "key00001", "", "__proto__", "constructor"]) expect(findKey(id)).toBeUndefined();
  });

  test("knows the origins that its keys list", () => {
    const { isListedOrigin } = parseTenants(yaml);
    expect(isListedOrigin("https://acme.example")).toBe(true);
    for (const origin of ["http://acme.example", "https://acme.example:443", "https://acme.example/", "null", ""])
      expect(isListedOrigin(origin)).toBe(false);
  });

  test("may be JSON", () => {
    const json = JSON.stringify({ $schema: "./tenants.schema.json", tenants: [aTenantEntry()] });
    expect(parseTenants(json).tenants.map(({ id }) => id)).toEqual(["acme"]);
  });

  test("of a tenant with nothing but a brand has the default policy, in English, and no keys", () => {
    const { tenants, keyCount } = parseTenants(aTenantsFile({ id: "acme", brand: { name: "A", host: "a.example" } }));
    expect(tenants[0]).toMatchObject({ locale: "en", brand: { name: "A", host: "a.example" }, policy: defaultPolicy });
    expect(Object.keys(tenants[0]?.policy ?? {}).sort()).toEqual(Object.keys(defaultPolicy).sort());
    expect(keyCount).toBe(0);
  });

  test("of which a part is stated has the default policy otherwise", () => {
    const [tenant] = parseTenants(aTenantsFile(aTenantEntry({ policy: { attempts: 2 } }))).tenants;
    expect(tenant?.policy).toEqual({ ...defaultPolicy, attempts: 2 });
  });

  test("does not let in a key that was revoked", () => {
    const text = aTenantsFile(aTenantEntry({ keys: [aKeyEntry({ revoked: true, origins: ["https://a.example"] })] }));
    const { findKey, isListedOrigin } = parseTenants(text);
    expect(findKey("Key00001")).toBeUndefined();
    expect(isListedOrigin("https://a.example")).toBe(false);
  });
});

describe("what is wrong with a tenants file is told with its place", () => {
  test.for([
    { what: "nothing in it", text: "", want: "the tenants file: Invalid input: expected object, received null" },
    { what: "a list", text: "- id: acme", want: "the tenants file: Invalid input: expected object, received array" },
    { what: "no tenants", text: "tenants: []", want: "tenants: Too small: expected array to have >=1 items" },
    { what: "a line that is no YAML", text: "tenants:\n  - id: a\n bad: [", want: "the tenants file is neither YAML nor JSON: see line 3" },
    { what: "a name twice", text: "tenants: []\ntenants: []", want: "the tenants file is neither YAML nor JSON: see line 2" },
    { what: "JSON that was cut", text: '{"tenants": [', want: "the tenants file is neither YAML nor JSON: see line 1" },
  ])("$what", ({ text, want }) => {
    expect(problemsIn(() => parseTenants(text))).toEqual([want]);
  });

  test.for([
    { entry: { id: "Acme" }, want: "id: must be 1 to 32 of a-z 0-9 _ -" },
    { entry: { id: "a".repeat(33) }, want: "id: must be 1 to 32 of a-z 0-9 _ -" },
    { entry: { brand: undefined }, want: "brand: Invalid input: expected object, received undefined" },
    { entry: { brand: brand({ name: "" }) }, want: "brand.name: Too small: expected string to have >=1 characters" },
    { entry: { brand: brand({ name: "A\nBcc: x" }) }, want: "brand.name: must be one line without control characters" },
    { entry: { brand: brand({ host: "https://acme.example" }) }, want: "brand.host: must be a host name in lower case, without a scheme or a port" },
    { entry: { brand: brand({ host: "acme.example:443" }) }, want: "brand.host: must be a host name in lower case, without a scheme or a port" },
    { entry: { brand: brand({ from: "Acme" }) }, want: "brand.from: must be `Name <address>` or an address" },
    { entry: { brand: brand({ reply_to: "no one" }) }, want: "brand.reply_to: must be `Name <address>` or an address" },
    { entry: { brand: brand({ colour: "red" }) }, want: 'brand: Unrecognized key: "colour"' },
    { entry: { colour: "red" }, want: 'Unrecognized key: "colour"' },
    { entry: { policy: { tll: "5m" } }, want: 'policy: Unrecognized key: "tll"' },
    { entry: { policy: { ttl: "5 minutes" } }, want: "policy.ttl: must be a duration like 30s, 5m or 1h" },
    { entry: { policy: { ttl: 300 } }, want: "policy.ttl: Invalid input: expected string, received number" },
    { entry: { policy: { ttl: "29s" } }, want: "policy.ttl: must be from 30s to 86400s" },
    { entry: { policy: { max_ttl: "25h" } }, want: "policy.max_ttl: must be from 30s to 86400s" },
    { entry: { policy: { ttl: "2h" } }, want: "policy.ttl: is longer than max_ttl" },
    { entry: { policy: { cool_down: "2d" } }, want: "policy.cool_down: must be a duration like 30s, 5m or 1h" },
    { entry: { policy: { attempts: 0 } }, want: "policy.attempts: Too small: expected number to be >=1" },
    { entry: { policy: { attempts: 6 } }, want: "policy.attempts: Too big: expected number to be <=5" },
    { entry: { policy: { attempts: 1.5 } }, want: "policy.attempts: Invalid input: expected int, received number" },
    { entry: { policy: { budget: 0 } }, want: "policy.budget: Too small: expected number to be >=1" },
    { entry: { policy: { code: { alphabet: "emoji" } } }, want: 'policy.code.alphabet: Invalid option: expected one of "digits"|"base32"' },
    { entry: { policy: { code: { length: 5 } } }, want: "policy.code.length: Too small: expected number to be >=6" },
    { entry: { policy: { code: { length: 11 } } }, want: "policy.code.length: a code of digits has 6 to 10 characters" },
    { entry: { policy: { code: { alphabet: "base32", length: 7 } } }, want: "policy.code.length: a code of base32 has 8 to 12 characters" },
    { entry: { policy: { code: { alphabet: "base32" } } }, want: "policy.code.length: a code of base32 has 8 to 12 characters" },
    { entry: { policy: { budget: 5, known_reserve: 5 } }, want: "policy.known_reserve: must be smaller than budget" },
    { entry: { limits: { network_sends: { count: 0 } } }, want: "limits.network_sends.count: Too small: expected number to be >=1" },
    { entry: { limits: { network_verifies: { per: "0s" } } }, want: "limits.network_verifies.per: must be from 1s to 86400s" },
    { entry: { limits: { daily_sends: 0 } }, want: "limits.daily_sends: Too small: expected number to be >=1" },
    { entry: { limits: { sends: 5 } }, want: 'limits: Unrecognized key: "sends"' },
    { entry: key({ id: "short" }), want: "keys[0].id: must be the 8 characters that name the key" },
    { entry: key({ kind: "sk" }), want: 'keys[0].kind: Invalid option: expected one of "secret"|"publishable"' },
    { entry: key({ mode: "prod" }), want: 'keys[0].mode: Invalid option: expected one of "live"|"test"' },
    { entry: key({ sha256: [] }), want: "keys[0].sha256: Too small: expected array to have >=1 items" },
    { entry: key({ sha256: Array(3).fill("0a".repeat(32)) }), want: "keys[0].sha256: Too big: expected array to have <=2 items" },
    { entry: key({ sha256: ["0A".repeat(32)] }), want: "keys[0].sha256[0]: must be a SHA-256 in 64 hexadecimal digits" },
    { entry: key({ sha256: ["0a".repeat(31)] }), want: "keys[0].sha256[0]: must be a SHA-256 in 64 hexadecimal digits" },
    { entry: key({ expires: "2027-01-01" }), want: "keys[0].expires: Invalid ISO datetime" },
    { entry: key({ expires: "2027-01-01T00:00:00" }), want: "keys[0].expires: Invalid ISO datetime" },
    { entry: key({ revoked: "yes" }), want: "keys[0].revoked: Invalid input: expected boolean, received string" },
    ...["https://acme.example/", "acme.example", "*", "https://*.acme.example", "https://Acme.example"].map((origin) => ({
      entry: key({ kind: "publishable", origins: ["https://ok.example", origin] }),
      want: "keys[0].origins[1]: must be an origin as browsers send it, like https://app.example",
    })),
  ])("$want", ({ entry, want }) => {
    const place = want.startsWith("Unrecognized") ? "tenants[0]: " : "tenants[0].";
    expect(problemsIn(() => parseTenants(aTenantsFile(aTenantEntry(entry))))).toContain(place + want);
  });

  test("an id that stands for two tenants or two keys, also of different tenants", () => {
    const text = aTenantsFile(
      aTenantEntry(),
      aTenantEntry({ keys: [aKeyEntry(), aKeyEntry()] }),
      aTenantEntry({ id: "globex", keys: [aKeyEntry({ revoked: true }), aKeyEntry({ id: "Key00002" })] }),
    );
    expect(problemsIn(() => parseTenants(text))).toEqual([
      "tenant acme is listed twice",
      "key Key00001 is listed twice",
    ]);
  });

  test("all of it together, whatever it is", () => {
    const text = aTenantsFile(
      aTenantEntry({ brand: brand({ name: 7 }), policy: { budget: 5_000, ttl: "2h" } }),
      aTenantEntry({ colour: "red", keys: [aKeyEntry({ sha256: ["none"] }), aKeyEntry({ id: "" })] }),
      "globex",
      null,
    );
    expect(problemsIn(() => parseTenants(text))).toEqual([
      expect.stringContaining("tenants[0].brand.name: "),
      "tenants[0].policy.ttl: is longer than max_ttl",
      expect.stringContaining("tenants[0].policy: a code can be guessed with odds"),
      "tenants[1].keys[0].sha256[0]: must be a SHA-256 in 64 hexadecimal digits",
      "tenants[1].keys[1].id: must be the 8 characters that name the key",
      'tenants[1]: Unrecognized key: "colour"',
      expect.stringContaining("tenants[2]: "),
      expect.stringContaining("tenants[3]: "),
      "tenant acme is listed twice",
      "key Key00001 is listed twice",
    ]);
  });
});

describe("a policy under which codes are guessed too easily", () => {
  test.for([
    { policy: { budget: 1_001 }, odds: "1 in 999", by: "1.0" },
    { policy: { budget: 2_000 }, odds: "1 in 500", by: "2.0" },
    { policy: { budget: 500, attempts: 5 }, odds: "1 in 400", by: "2.5" },
    { policy: { budget: 100_000, attempts: 5 }, odds: "1 in 2", by: "500.0" },
  ])("is refused: $policy has odds of $odds, $by times too much", ({ policy, odds, by }) => {
    const [problem, ...others] = problemsIn(() => parseTenants(aTenantsFile(aTenantEntry({ policy }))));
    expect(others).toEqual([]);
    expect(problem).toContain(`odds of ${odds} per address and day, which is ${by} times the most allowed (1 in 1000)`);
    expect(problem).toMatch(/lower budget or attempts, or make codes longer$/);
  });

  test.for([
    { budget: 1_000 },
    { budget: 200, attempts: 5 },
    { budget: 100_000, code: { length: 8 } },
    { budget: 100_000, attempts: 5, code: { alphabet: "base32", length: 8 } },
  ])("is not this: %o", (policy) => {
    expect(problemsIn(() => parseTenants(aTenantsFile(aTenantEntry({ policy }))))).toEqual([]);
  });
});

function brand(differences: object): object {
  return { name: "Acme", host: "acme.example", ...differences };
}

function key(differences: object): object {
  return { keys: [aKeyEntry(differences)] };
}
