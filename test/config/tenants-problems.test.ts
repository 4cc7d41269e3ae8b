import { describe, expect, test } from "vitest";
import { parseTenants } from "../../src/config/tenants.ts";
import { problemsIn } from "./support/settings.ts";
import { aKeyEntry, aTenantEntry, aTenantsFile } from "./support/tenants.ts";

describe("what is wrong with a tenants file is told with its place", () => {
  test.for([
    {
      what: "nothing in it",
      text: "",
      want: "the tenants file: Invalid input: expected object, received null",
    },
    {
      what: "a list",
      text: "- id: acme",
      want: "the tenants file: Invalid input: expected object, received array",
    },
    { what: "no tenants", text: "tenants: []", want: "tenants: Too small: expected array to have >=1 items" },
    {
      what: "a line that is no YAML",
      text: "tenants:\n  - id: a\n bad: [",
      want: "the tenants file is neither YAML nor JSON: see line 3",
    },
    {
      what: "a name twice",
      text: "tenants: []\ntenants: []",
      want: "the tenants file is neither YAML nor JSON: see line 2",
    },
    {
      what: "JSON that was cut",
      text: '{"tenants": [',
      want: "the tenants file is neither YAML nor JSON: see line 1",
    },
  ])("$what", ({ text, want }) => {
    expect(problemsIn(() => parseTenants(text))).toEqual([want]);
  });

  test.for([
    { entry: { id: "Acme" }, want: "id: must be 1 to 32 of a-z 0-9 _ -" },
    { entry: { id: "a".repeat(33) }, want: "id: must be 1 to 32 of a-z 0-9 _ -" },
    { entry: { brand: undefined }, want: "brand: Invalid input: expected object, received undefined" },
    {
      entry: { brand: brand({ name: "" }) },
      want: "brand.name: Too small: expected string to have >=1 characters",
    },
    {
      entry: { brand: brand({ name: "A\nBcc: x" }) },
      want: "brand.name: must be one line without control characters",
    },
    {
      entry: { brand: brand({ host: "https://acme.example" }) },
      want: "brand.host: must be a host name in lower case, without a scheme or a port",
    },
    {
      entry: { brand: brand({ host: "acme.example:443" }) },
      want: "brand.host: must be a host name in lower case, without a scheme or a port",
    },
    { entry: { brand: brand({ from: "Acme" }) }, want: "brand.from: must be `Name <address>` or an address" },
    {
      entry: { brand: brand({ reply_to: "no one" }) },
      want: "brand.reply_to: must be `Name <address>` or an address",
    },
    { entry: { brand: brand({ colour: "red" }) }, want: 'brand: Unrecognized key: "colour"' },
    { entry: { colour: "red" }, want: 'Unrecognized key: "colour"' },
    { entry: { policy: { tll: "5m" } }, want: 'policy: Unrecognized key: "tll"' },
    { entry: { policy: { ttl: "5 minutes" } }, want: "policy.ttl: must be a duration like 30s, 5m or 1h" },
    { entry: { policy: { ttl: 300 } }, want: "policy.ttl: Invalid input: expected string, received number" },
    { entry: { policy: { ttl: "29s" } }, want: "policy.ttl: must be from 30s to 86400s" },
    { entry: { policy: { max_ttl: "25h" } }, want: "policy.max_ttl: must be from 30s to 86400s" },
    { entry: { policy: { ttl: "2h" } }, want: "policy.ttl: is longer than max_ttl" },
    {
      entry: { policy: { cool_down: "2d" } },
      want: "policy.cool_down: must be a duration like 30s, 5m or 1h",
    },
    { entry: { policy: { attempts: 0 } }, want: "policy.attempts: Too small: expected number to be >=1" },
    { entry: { policy: { attempts: 6 } }, want: "policy.attempts: Too big: expected number to be <=5" },
    {
      entry: { policy: { attempts: 1.5 } },
      want: "policy.attempts: Invalid input: expected int, received number",
    },
    { entry: { policy: { budget: 0 } }, want: "policy.budget: Too small: expected number to be >=1" },
    {
      entry: { policy: { code: { alphabet: "emoji" } } },
      want: 'policy.code.alphabet: Invalid option: expected one of "digits"|"base32"',
    },
    {
      entry: { policy: { code: { length: 5 } } },
      want: "policy.code.length: Too small: expected number to be >=6",
    },
    {
      entry: { policy: { code: { length: 11 } } },
      want: "policy.code.length: a code of digits has 6 to 10 characters",
    },
    {
      entry: { policy: { code: { alphabet: "base32", length: 7 } } },
      want: "policy.code.length: a code of base32 has 8 to 12 characters",
    },
    {
      entry: { policy: { code: { alphabet: "base32" } } },
      want: "policy.code.length: a code of base32 has 8 to 12 characters",
    },
    {
      entry: { policy: { budget: 5, known_reserve: 5 } },
      want: "policy.known_reserve: must be smaller than budget",
    },
    {
      entry: { limits: { network_sends: { count: 0 } } },
      want: "limits.network_sends.count: Too small: expected number to be >=1",
    },
    {
      entry: { limits: { network_verifies: { per: "0s" } } },
      want: "limits.network_verifies.per: must be from 1s to 86400s",
    },
    {
      entry: { limits: { daily_sends: 0 } },
      want: "limits.daily_sends: Too small: expected number to be >=1",
    },
    { entry: { limits: { sends: 5 } }, want: 'limits: Unrecognized key: "sends"' },
    { entry: key({ id: "short" }), want: "keys[0].id: must be the 8 characters that name the key" },
    {
      entry: key({ kind: "sk" }),
      want: 'keys[0].kind: Invalid option: expected one of "secret"|"publishable"',
    },
    { entry: key({ mode: "prod" }), want: 'keys[0].mode: Invalid option: expected one of "live"|"test"' },
    { entry: key({ sha256: [] }), want: "keys[0].sha256: Too small: expected array to have >=1 items" },
    {
      entry: key({ sha256: Array(3).fill("0a".repeat(32)) }),
      want: "keys[0].sha256: Too big: expected array to have <=2 items",
    },
    {
      entry: key({ sha256: ["0A".repeat(32)] }),
      want: "keys[0].sha256[0]: must be a SHA-256 in 64 hexadecimal digits",
    },
    {
      entry: key({ sha256: ["0a".repeat(31)] }),
      want: "keys[0].sha256[0]: must be a SHA-256 in 64 hexadecimal digits",
    },
    { entry: key({ expires: "2027-01-01" }), want: "keys[0].expires: Invalid ISO datetime" },
    { entry: key({ expires: "2027-01-01T00:00:00" }), want: "keys[0].expires: Invalid ISO datetime" },
    {
      entry: key({ revoked: "yes" }),
      want: "keys[0].revoked: Invalid input: expected boolean, received string",
    },
    {
      entry: key({ kind: "publishable" }),
      want: "keys[0].origins: must list the pages of a publishable key",
    },
    {
      entry: key({ origins: ["https://acme.example"] }),
      want: "keys[0].origins: is for publishable keys: a secret key is never used in a browser",
    },
    ...[
      "https://acme.example/",
      "acme.example",
      "*",
      "null",
      "https://*.acme.example",
      "https://Acme.example",
      "https://acme.example:443",
    ].map((origin) => ({
      entry: key({ kind: "publishable", origins: ["https://ok.example", origin] }),
      want: "keys[0].origins[1]: must be an origin as browsers send it, like https://app.example",
    })),
  ])("$want", ({ entry, want }) => {
    const place = want.startsWith("Unrecognized") ? "tenants[0]: " : "tenants[0].";
    const whose = want.startsWith("brand") ? " (tenant acme)" : "";
    expect(problemsIn(() => parseTenants(aTenantsFile(aTenantEntry(entry))))).toContain(place + want + whose);
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

function brand(differences: object): object {
  return { name: "Acme", host: "acme.example", ...differences };
}

function key(differences: object): object {
  return { keys: [aKeyEntry(differences)] };
}
