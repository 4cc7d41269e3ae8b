import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EmailAddress } from "../../src/core/email.ts";
import {
  maxChallengeIdLength,
  openChallenge,
  type SealedChallenge,
  sealChallenge,
} from "../../src/core/seal.ts";
import { aChallenge } from "../support/challenges.ts";
import { aKeyring } from "../support/keyrings.ts";

const ring = aKeyring();

/** As long as everything may be: tenant and key ids by the tenants file, the rest by the contract. */
const largest = aChallenge({
  tenant: "t".repeat(32),
  email: `${"a".repeat(64)}@${`${"b".repeat(62)}.`.repeat(3)}com`
    .slice(0, 254)
    .padEnd(254, "c") as EmailAddress,
  purpose: "p".repeat(64),
  nonce: "\u20ac".repeat(128),
  openedBy: "K".repeat(8),
  format: { alphabet: "base32", length: 12 },
  attempts: 5,
});

const challenges: fc.Arbitrary<SealedChallenge> = fc.record({
  tenant: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,31}$/),
  window: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  id: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  email: fc.emailAddress().map((email) => email as EmailAddress),
  purpose: fc.stringMatching(/^[a-z0-9._-]{1,64}$/),
  nonce: fc.string({ unit: "binary", maxLength: 64 }),
  openedBy: fc.stringMatching(/^[A-Za-z0-9]{8}$/),
  format: fc.record({
    alphabet: fc.constantFrom("digits", "base32"),
    length: fc.integer({ min: 6, max: 12 }),
  }),
  attempts: fc.integer({ min: 1, max: 5 }),
  test: fc.boolean(),
});

describe("a challenge id", () => {
  test("opens as what was sealed, with the keys that sealed it", () => {
    fc.assert(
      fc.property(challenges, (challenge) => {
        const opened = openChallenge(ring, sealChallenge(ring.primary, challenge));
        expect(opened).toEqual({ challenge, keys: ring.primary });
      }),
      { numRuns: 1_000 },
    );
  });

  test("is the same for the same challenge, and another for any other", () => {
    const differences: readonly Partial<SealedChallenge>[] = [
      {},
      { tenant: "other" },
      { window: 1 },
      { id: Buffer.from("fedcba9876543210") },
      { email: "eve@example.com" as EmailAddress },
      { purpose: "delete-account" },
      { nonce: "n" },
      { openedBy: "Key00002" },
      { format: { alphabet: "digits", length: 8 } },
      { format: { alphabet: "base32", length: 6 } },
      { attempts: 3 },
      { test: true },
    ];
    const ids = differences.map((difference) => sealChallenge(ring.primary, aChallenge(difference)));
    expect(new Set(ids).size).toBe(differences.length);
    expect(differences.map((difference) => sealChallenge(ring.primary, aChallenge(difference)))).toEqual(ids);
  });

  test("is refused when any one character of it is another", () => {
    const id = sealChallenge(ring.primary, aChallenge());
    const accepted = [];
    for (let i = 0; i < id.length; i++)
      for (const other of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \u0000é") {
        const changed = id.slice(0, i) + other + id.slice(i + 1);
        if (changed !== id && openChallenge(ring, changed) !== undefined) accepted.push(changed);
      }
    expect(accepted).toEqual([]);
  });

  test("is refused when it is cut short, or goes on", () => {
    const id = sealChallenge(ring.primary, aChallenge());
    for (let length = 0; length < id.length; length++) {
      expect(openChallenge(ring, id.slice(0, length))).toBeUndefined();
      expect(openChallenge(ring, id.slice(length + 1))).toBeUndefined();
    }
    for (const more of ["A", "AA", "AAAA", "=", "==", "\n", " "]) {
      expect(openChallenge(ring, id + more)).toBeUndefined();
      expect(openChallenge(ring, more + id)).toBeUndefined();
    }
  });

  test("is refused when it was made up", () => {
    const madeUp = fc.oneof(
      fc.string({ maxLength: 1_100 }),
      fc.base64String({ maxLength: 1_100 }).map((text) => `nc1_${text}`),
      fc
        .uint8Array({ maxLength: 200 })
        .map((bytes) => `nc1_${Buffer.from([2, 107, 49, ...bytes]).toString("base64url")}`),
    );
    fc.assert(
      fc.property(madeUp, (id) => {
        expect(openChallenge(ring, id)).toBeUndefined();
      }),
      { numRuns: 5_000 },
    );
  });

  test("of one ring is refused by another, even one whose key has the same name", () => {
    const id = sealChallenge(ring.primary, aChallenge());
    expect(openChallenge(aKeyring("k2"), id)).toBeUndefined();
    const { seal, sealNonce, ...others } = aKeyring("k2").primary;
    const imposter = { ...others, seal, sealNonce, id: "k1" };
    expect(openChallenge({ primary: imposter, all: [], find: () => imposter }, id)).toBeUndefined();
  });

  test("is refused when its tag is right, and its nonce not the MAC of what it holds", () => {
    const { sealNonce } = aKeyring("k2").primary;
    expect(openChallenge(ring, sealChallenge({ ...ring.primary, sealNonce }, aChallenge()))).toBeUndefined();
  });

  test("still opens when its key is no longer the first", () => {
    const id = sealChallenge(ring.primary, aChallenge());
    expect(openChallenge(aKeyring("k2", "k1"), id)?.keys.id).toBe("k1");
  });

  test.for([
    { what: "128 characters of three bytes", nonce: "\u20ac".repeat(128) },
    { what: "128 ASCII characters", nonce: "n".repeat(128) },
    { what: "128 characters of two bytes", nonce: "é".repeat(128) },
    { what: "64 pairs", nonce: "😀".repeat(64) },
  ])("fits into its greatest length when all is as long as it may be, with a nonce of $what", ({ nonce }) => {
    const keys = { ...ring.primary, id: "k".repeat(16) };
    const id = sealChallenge(keys, { ...largest, nonce });
    expect(largest.email).toHaveLength(254);
    expect(id.length).toBeLessThanOrEqual(maxChallengeIdLength);
    expect(openChallenge({ primary: keys, all: [], find: () => keys }, id)?.challenge.nonce).toBe(nonce);
  });

  test("takes a byte for each ASCII character of a nonce, and two for any that would take more", () => {
    const bytesFor = (nonce: string) => {
      const length = (each: string) => sealChallenge(ring.primary, aChallenge({ nonce: each })).length;
      return ((length(nonce) - length("")) * 3) / 4;
    };
    expect([bytesFor("n".repeat(120)), bytesFor("\u20ac".repeat(60))]).toEqual([120, 120]);
  });

  test("is not looked at when it is longer than any of ours", () => {
    const found: string[] = [];
    const find = (id: string) => void found.push(id);
    for (const length of [1_020, 1_024])
      expect(openChallenge({ ...ring, find }, `nc1_${"A".repeat(length)}`)).toBeUndefined();
    expect(found).toHaveLength(1);
  });

  test.for([
    { what: "nonce", challenge: aChallenge({ nonce: "n".repeat(2_048) }) },
    { what: "purpose", challenge: aChallenge({ purpose: "p".repeat(256) }) },
    { what: "address", challenge: aChallenge({ email: "a".repeat(256) as EmailAddress }) },
  ])("is not made of a $what that does not fit, rather than of a part of it", ({ challenge }) => {
    expect(() => sealChallenge(ring.primary, challenge)).toThrow(RangeError);
  });

  test("cannot be read", () => {
    const id = sealChallenge(ring.primary, aChallenge({ nonce: "the-callers-own" }));
    const decoded = Buffer.from(id.slice(4), "base64url").toString("latin1");
    for (const secret of ["ada", "example", "acme", "sign-in", "the-callers-own", "Key00001"]) {
      expect(id).not.toContain(secret);
      expect(decoded).not.toContain(secret);
    }
  });

  test("is made of characters that need no quoting anywhere", () => {
    expect(sealChallenge(ring.primary, aChallenge())).toMatch(/^nc1_[A-Za-z0-9_-]+$/);
  });
});
