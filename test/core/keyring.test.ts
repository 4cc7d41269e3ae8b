import { hkdfSync, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { HmacKey } from "../../src/core/hmac.ts";
import { createKeyring, type KeyringEntry, keyringProblems } from "../../src/core/keyring.ts";
import { macText } from "../../src/core/mac.ts";
import { aKey, aKeyring } from "../support/keyrings.ts";

describe("a key ring", () => {
  test("makes new things with its first key and finds the others by their ids", () => {
    const ring = aKeyring("new", "old");
    expect(ring.primary.id).toBe("new");
    expect(ring.find("old")?.id).toBe("old");
    expect(ring.find("unknown")).toBeUndefined();
  });

  test("finds nothing under a name that objects have anyway", () => {
    for (const id of ["__proto__", "constructor", "toString", ""])
      expect(aKeyring().find(id)).toBeUndefined();
  });

  test("has another key for each use, and other ones for each secret", () => {
    const { primary, find } = aKeyring("new", "old");
    const keys = [primary, find("old")].flatMap((set) =>
      Object.values(set ?? {}).filter((key) => typeof key !== "string"),
    );
    const bytes = keys.map((key) => (key instanceof HmacKey ? macText(key) : key.export().toString("hex")));
    expect(bytes.length).toBeGreaterThanOrEqual(16);
    expect(new Set(bytes).size).toBe(bytes.length);
  });

  test("derives the same keys wherever it runs: by HKDF, under the name of their use", () => {
    const { primary } = aKeyring("new");
    const derive = (use: string) =>
      Buffer.from(hkdfSync("sha256", aKey("new").secret, "", `nopass/${use}/v1`, 32));
    expect(primary.seal.export()).toEqual(derive("seal"));
    expect(macText(primary.code, "a")).toBe(macText(new HmacKey(derive("code")), "a"));
  });

  test("without a key is no ring", () => {
    expect(() => createKeyring([])).toThrow("a key ring needs a key");
  });
});

describe("keyringProblems", () => {
  const good = aKey("good");

  test.for<{ ring: readonly KeyringEntry[]; says: readonly string[]; what: string }>([
    { what: "nothing of a good key", ring: [good], says: [] },
    { what: "nothing of several", ring: [aKey("a"), aKey("b"), aKey("A-_0123456789bcd")], says: [] },
    { what: "an empty ring", ring: [], says: ["holds no key"] },
    {
      what: "a short secret",
      ring: [{ id: "k", secret: randomBytes(31) }],
      says: ["31 bytes where at least 32"],
    },
    {
      what: "a secret of one byte over and over",
      ring: [{ id: "k", secret: Buffer.alloc(32, 7) }],
      says: ["not random"],
    },
    {
      what: "a secret of words",
      ring: [{ id: "k", secret: Buffer.from("secretsecretsecretsecretsecretsecret") }],
      says: ["not random"],
    },
    {
      what: "a secret of 15 different bytes",
      ring: [{ id: "k", secret: Buffer.from("0123456789abcde0123456789abcde0123") }],
      says: ["not random"],
    },
    {
      what: "nothing of one with 16",
      ring: [{ id: "k", secret: Buffer.from("0123456789abcdef0123456789abcdef") }],
      says: [],
    },
    { what: "two keys of one id", ring: [good, { ...good }], says: ["two keys with the id good"] },
    { what: "an empty id", ring: [{ ...good, id: "" }], says: ["key id that is not"] },
    { what: "an id with odd characters", ring: [{ ...good, id: "a|b" }], says: ["key id that is not"] },
    { what: "an id of 17 characters", ring: [{ ...good, id: "a".repeat(17) }], says: ["key id that is not"] },
    {
      what: "everything at once",
      ring: [good, good, { id: "?", secret: Buffer.alloc(3) }],
      says: ["two keys", "key id that is not", "3 bytes"],
    },
  ])("reports $what", ({ ring, says }) => {
    const problems = keyringProblems(ring);
    expect(problems).toEqual(says.map((words) => expect.stringContaining(words)));
  });

  test("takes a thousand random secrets", () => {
    for (let i = 0; i < 1_000; i++)
      expect(keyringProblems([{ id: "k", secret: randomBytes(32) }])).toEqual([]);
  });

  test("repeats no secret", () => {
    const secret = Buffer.from("hunter2hunter2");
    const said = keyringProblems([{ id: "k", secret }]).join();
    for (const form of ["utf8", "hex", "base64"] as const) expect(said).not.toContain(secret.toString(form));
  });
});
