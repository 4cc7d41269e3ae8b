import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../src/config/settings.ts";
import { parseTenants } from "../../src/config/tenants.ts";
import { recogniseKey } from "../../src/rpc/api-key.ts";
import { anEnv } from "../config/support/settings.ts";
import { aTenantEntry, aTenantsFile } from "../config/support/tenants.ts";
import { noon } from "../support/noon.ts";
import { runCli } from "./support/run-cli.ts";

describe("nopass keys create", () => {
  test.for([
    { words: ["--kind", "secret"], want: { kind: "secret", mode: "live", origins: [] } },
    { words: ["--kind", "secret", "--test"], want: { kind: "secret", mode: "test", origins: [] } },
    {
      words: [
        "--kind",
        "publishable",
        "--origin",
        "https://acme.example",
        "--origin",
        "http://localhost:5173",
      ],
      want: { kind: "publishable", mode: "live", origins: ["https://acme.example", "http://localhost:5173"] },
    },
  ])("$words makes a key whose entry works in the tenants file", async ({ words, want }) => {
    const { code, out, err } = await runCli(["keys", "create", "--tenant", "acme", ...words]);
    expect(code).toBe(0);
    const key = out.trim();
    const entry = parse(err.slice(err.indexOf("tenants file:\n") + "tenants file:\n".length));
    const { findKey } = parseTenants(aTenantsFile(aTenantEntry({ keys: entry })));
    expect(recogniseKey(key, findKey, noon)).toMatchObject(want);
  });

  test("makes another secret for a key that there is, so that one can replace the other", async () => {
    const runs = await Promise.all(
      [[], []].map(() =>
        runCli(["keys", "create", "--tenant", "acme", "--kind", "secret", "--id", "Key00001"]),
      ),
    );
    const entries = runs.map(({ err }) => parse(err.slice(err.indexOf("tenants file:\n") + 14))[0]);
    const entry = { ...entries[0], sha256: entries.flatMap(({ sha256 }) => sha256) };
    const { findKey } = parseTenants(aTenantsFile(aTenantEntry({ keys: [entry] })));
    for (const { out } of runs)
      expect(recogniseKey(out.trim(), findKey, noon)).toMatchObject({ id: "Key00001" });
    expect(new Set(runs.map(({ out }) => out)).size).toBe(2);
  });

  test("prints the key alone on its output, so that it can be piped, and never beside its entry", async () => {
    const { out, err } = await runCli(["keys", "create", "--tenant", "acme", "--kind", "secret"]);
    expect(out).toMatch(/^np_live_sk_\w+\n$/);
    expect(err).not.toContain(out.trim());
    expect(err).not.toContain(out.trim().slice(20, 52));
  });
});

describe("nopass keyring create", () => {
  test.for([{ words: [] }, { words: ["--id", "k2026-06"] }])(
    "$words makes a key ring that the service accepts",
    async ({ words }) => {
      const { code, out } = await runCli(["keyring", "create", ...words]);
      expect(code).toBe(0);
      const [{ id, secret } = { id: "", secret: Buffer.alloc(0) }] = ringOf(out);
      expect(id).toMatch(words[1] ? new RegExp(`^${words[1]}$`) : /^k[0-9a-f]{6}$/);
      expect(secret).toHaveLength(32);
    },
  );

  test("makes another that is put before the old one, to rotate", async () => {
    const [old, next] = await Promise.all([runCli(["keyring", "create"]), runCli(["keyring", "create"])]);
    const ring = ringOf(`${next.out.trim()},${old.out.trim()}`);
    expect(ring.map(({ id }) => id)).toEqual([next, old].map(({ out }) => out.split(":")[0]));
  });
});

describe("nopass receipt-keys create", () => {
  test.for([
    { words: [], alg: "ES256" },
    { words: ["--alg", "ES256"], alg: "ES256" },
    { words: ["--alg", "EdDSA"], alg: "EdDSA" },
  ])("$words makes keys that the service accepts", async ({ words, alg }) => {
    const { code, out } = await runCli(["receipt-keys", "create", ...words]);
    expect(code).toBe(0);
    const { receiptKeys } = parseSettings(anEnv({ NOPASS_RECEIPT_KEYS: out }));
    expect(receiptKeys.reveal()).toMatchObject([{ alg, kid: expect.stringMatching(/^r[0-9a-f]{8}$/) }]);
  });
});

function ringOf(text: string) {
  return parseSettings(anEnv({ NOPASS_KEYRING: text.trim() })).keyring.reveal();
}
