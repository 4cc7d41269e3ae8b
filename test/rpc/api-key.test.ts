import { describe, expect, test } from "vitest";
import type { ApiKey, FindKey, KeyKind } from "../../src/core/tenant.ts";
import { createApiKey, type NewApiKey, recogniseKey } from "../../src/rpc/api-key.ts";
import { aTenant } from "../support/callers.ts";
import { noon } from "../support/noon.ts";

const kinds = [
  { kind: "secret", mode: "live", prefix: "np_live_sk_" },
  { kind: "secret", mode: "test", prefix: "np_test_sk_" },
  { kind: "publishable", mode: "live", prefix: "np_live_pk_" },
  { kind: "publishable", mode: "test", prefix: "np_test_pk_" },
] as const;

describe("a new key", () => {
  test.for(kinds)("that is $kind and $mode begins with $prefix", ({ kind, mode, prefix }) => {
    const { text, id } = createApiKey(kind, mode);
    expect(text).toMatch(/^np_(live|test)_(sk|pk)_[A-Za-z0-9]{8}_[A-Za-z0-9]{38}$/);
    expect(text.startsWith(`${prefix}${id}_`)).toBe(true);
  });

  test.for(kinds)("that is $kind and $mode is recognised", ({ kind, mode }) => {
    const key = createApiKey(kind, mode);
    const stored = theStored(key, { kind, mode });
    expect(recogniseKey(key.text, finding(stored), noon)).toBe(stored);
  });

  test("stores nothing that it could be used with", () => {
    const { text, sha256, id } = createApiKey("secret", "live");
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(sha256).not.toContain(text.slice(text.indexOf(id) + 9, -6));
  });

  test("is like no other of 10,000, in its id and in its secret", () => {
    const keys = Array.from({ length: 10_000 }, () => createApiKey("secret", "live"));
    for (const part of ["id", "text", "sha256"] as const)
      expect(new Set(keys.map((key) => key[part])).size).toBe(10_000);
  });

  test("takes each of 62 characters about as often as another", () => {
    const keys = Array.from({ length: 2_000 }, () => createApiKey("secret", "live").text.slice(20, 52));
    const counts = new Map<string, number>();
    for (const character of keys.join("")) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    const expected = (2_000 * 32) / 62;
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(expected / 4);
  });
});

describe("a key is not recognised", () => {
  const key = createApiKey("secret", "live");
  const find = finding(theStored(key));

  test("when any one of its characters was mistyped, and then nothing is even looked up", () => {
    const never: FindKey = () => {
      throw new Error("looked up");
    };
    for (let i = 0; i < key.text.length; i++) {
      const other = key.text[i] === "x" ? "y" : "x";
      expect(recogniseKey(key.text.slice(0, i) + other + key.text.slice(i + 1), never, noon)).toBeUndefined();
    }
  });

  test("when two of its characters were swapped", () => {
    for (let i = 20; i < key.text.length - 1; i++) {
      const [a, b] = [key.text[i], key.text[i + 1]];
      if (a === b) continue;
      expect(
        recogniseKey(`${key.text.slice(0, i)}${b}${a}${key.text.slice(i + 2)}`, find, noon),
      ).toBeUndefined();
    }
  });

  test.for([
    { what: "nothing", text: "" },
    { what: "its beginning", text: key.text.slice(0, -1) },
    { what: "more than it", text: `${key.text}x` },
    { what: "a line break after it", text: `${key.text}\n` },
    { what: "a space before it", text: ` ${key.text}` },
    { what: "another scheme", text: key.text.replace("np_", "sk_") },
    { what: "upper case", text: key.text.toUpperCase() },
  ])("when it is $what", ({ text }) => {
    expect(recogniseKey(text, find, noon)).toBeUndefined();
  });

  test("when its id is not known", () => {
    expect(recogniseKey(createApiKey("secret", "live").text, find, noon)).toBeUndefined();
  });

  test("when the secret is another's", () => {
    const other = createApiKey("secret", "live");
    expect(recogniseKey(other.text, () => theStored(key), noon)).toBeUndefined();
  });

  test.for([
    { what: "mode", stored: { mode: "test" } },
    { what: "kind", stored: { kind: "publishable" } },
  ] as const)("when it claims another $what than it is listed with", ({ stored }) => {
    expect(recogniseKey(key.text, finding(theStored(key, stored)), noon)).toBeUndefined();
  });

  test("from the instant at which it expires", () => {
    const expiring = finding(theStored(key, { expiresAt: noon }));
    expect(recogniseKey(key.text, expiring, new Date(noon.getTime() - 1))).toBeDefined();
    expect(recogniseKey(key.text, expiring, noon)).toBeUndefined();
  });

  test("when it is listed without any secret", () => {
    expect(recogniseKey(key.text, finding(theStored(key, { secretHashes: [] })), noon)).toBeUndefined();
  });

  test("when what is stored as its hash is the hash of nothing", () => {
    expect(
      recogniseKey(key.text, finding(theStored(key, { secretHashes: [Buffer.alloc(32)] })), noon),
    ).toBeUndefined();
  });
});

test("while one secret of a key replaces another, both are accepted", () => {
  const [old, next, third] = [0, 1, 2].map(() => createApiKey("secret", "live")) as [
    NewApiKey,
    NewApiKey,
    NewApiKey,
  ];
  const secretHashes = [old, next].map(({ sha256 }) => Buffer.from(sha256, "hex"));
  for (const { text } of [old, next])
    expect(recogniseKey(text, () => theStored(old, { secretHashes }), noon)).toBeDefined();
  expect(recogniseKey(third.text, () => theStored(old, { secretHashes }), noon)).toBeUndefined();
});

test("it takes about as long to refuse a key that is unknown as one whose secret is wrong", () => {
  const key = createApiKey("secret", "live");
  const wrong = theStored(createApiKey("secret", "live"));
  const timed = (find: FindKey) => {
    const startedAt = performance.now();
    for (let i = 0; i < 20_000; i++) recogniseKey(key.text, find, noon);
    return performance.now() - startedAt;
  };
  const [unknown, known] = [finding(), () => wrong];
  timed(unknown);
  timed(known);
  const [unknownMs, wrongMs] = [timed(unknown), timed(known)];
  expect(unknownMs / wrongMs).toBeGreaterThan(0.3);
  expect(unknownMs / wrongMs).toBeLessThan(3);
});

function theStored({ id, sha256 }: NewApiKey, differences: Partial<ApiKey> = {}): ApiKey {
  return {
    id,
    kind: "secret" satisfies KeyKind,
    mode: "live",
    secretHashes: [Buffer.from(sha256, "hex")],
    tenant: aTenant(),
    origins: [],
    ...differences,
  };
}

function finding(...keys: readonly ApiKey[]): FindKey {
  return (id) => keys.find((key) => key.id === id);
}
