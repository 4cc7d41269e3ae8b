import { describe, expect, test } from "vitest";
import {
  addressKey,
  challengeName,
  codeMac,
  windowAt,
  windowEndMs,
  windowMs,
} from "../../src/core/address-key.ts";
import type { EmailAddress } from "../../src/core/email.ts";
import { addressTag } from "../../src/core/notes.ts";
import { aChallenge } from "../support/challenges.ts";
import { aKeyring } from "../support/keyrings.ts";
import { hours, noonMs } from "../support/noon.ts";

const keys = aKeyring().primary;
const email = "ada@example.com" as EmailAddress;

describe("the window of an address", () => {
  test("lasts 24 hours and ends when the next one begins", () => {
    const window = windowAt(keys, "acme", email, noonMs);
    const endMs = windowEndMs(keys, aChallenge({ window, email }));
    expect(endMs).toBeGreaterThan(noonMs);
    expect(endMs).toBeLessThanOrEqual(noonMs + windowMs);
    expect(windowAt(keys, "acme", email, endMs - 1)).toBe(window);
    expect(windowAt(keys, "acme", email, endMs)).toBe(window + 1);
    expect(windowAt(keys, "acme", email, endMs - windowMs)).toBe(window);
    expect(windowAt(keys, "acme", email, endMs - windowMs - 1)).toBe(window - 1);
  });

  test("begins at another time of day for each address, so that budgets do not all reset together", () => {
    const quarters = Array.from({ length: 100 }, (_, i) => {
      const challenge = aChallenge({ window: 0, email: `ada${i}@example.com` as EmailAddress });
      return Math.floor((windowEndMs(keys, challenge) % windowMs) / hours(6));
    });
    expect(new Set(quarters).size).toBe(4);
  });
});

describe("the key of an address's item", () => {
  const key = addressKey(keys, aChallenge());

  test("can be found again by version and key id, and says no more", () => {
    expect(key).toMatch(/^1\|k1\|[A-Za-z0-9_-]{43}$/);
  });

  test("is another for another tenant, window, address or key", () => {
    const others = [{ tenant: "other" }, { window: 1 }, { email: "eve@example.com" as EmailAddress }];
    const all = [key, ...others.map((other) => addressKey(keys, aChallenge(other)))];
    expect(new Set([...all, addressKey(aKeyring("k2").primary, aChallenge())]).size).toBe(5);
  });

  test("is the same for all challenges of an address", () => {
    const other = aChallenge({ id: Buffer.alloc(16), purpose: "other", nonce: "n" });
    expect(addressKey(keys, other)).toBe(key);
  });
});

describe("the MAC of a code", () => {
  const of = (challenge = aChallenge(), code = "012345", set = keys) =>
    codeMac(set, addressKey(set, challenge), challenge, code);

  test("is another for another code, challenge, purpose, tenant, address or key", () => {
    const all = [
      of(),
      of(aChallenge(), "012346"),
      of(aChallenge({ id: Buffer.alloc(16) })),
      of(aChallenge({ purpose: "delete-account" })),
      of(aChallenge({ tenant: "other" })),
      of(aChallenge({ email: "eve@example.com" as EmailAddress })),
      of(aChallenge({ window: 1 })),
      of(aChallenge(), "012345", aKeyring("k2").primary),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test("has 128 bits in 22 characters", () => {
    expect(of()).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });
});

test("the name of a challenge is short, and does not depend on anything but its id", () => {
  expect(challengeName(keys, aChallenge())).toMatch(/^c_[A-Za-z0-9_-]{11}$/);
  expect(challengeName(keys, aChallenge({ purpose: "other", window: 1 }))).toBe(
    challengeName(keys, aChallenge()),
  );
});

test("the tag of an address in logs is the same for a day, and another on the next", () => {
  const ring = aKeyring();
  expect(addressTag(ring, email, noonMs)).toBe(addressTag(ring, email, noonMs + hours(11)));
  expect(addressTag(ring, email, noonMs)).not.toBe(addressTag(ring, email, noonMs + hours(12)));
  expect(addressTag(ring, email, noonMs)).toMatch(/^[A-Za-z0-9_-]{8}$/);
});
