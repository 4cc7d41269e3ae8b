import { describe, expect, test } from "vitest";
import type { AddressItem, Challenge } from "../../src/core/challenge.ts";
import { replayMs } from "../../src/core/challenge.ts";
import { prunable } from "../../src/core/prune.ts";
import { hours, minutes, noonMs } from "../support/noon.ts";

describe("tidying an item", () => {
  test("is not worth a write while there are few challenges", () => {
    expect(prunable(anItem(judged(6)), "c_0", noonMs + hours(1))).toEqual([]);
  });

  test("is worth it from six others on", () => {
    expect(prunable(anItem(judged(7)), "c_6", noonMs + hours(1))).toHaveLength(6);
  });

  test("takes all that are over, the oldest first, and leaves the newest", () => {
    expect(prunable(anItem(judged(8)), "c_7", noonMs + hours(1))).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((i) => `c_${i}`),
    );
  });

  test("leaves a verdict for as long as it may be asked for again", () => {
    const item = anItem(judged(8));
    expect(prunable(item, "c_7", noonMs + replayMs - 1)).toEqual([]);
    expect(prunable(item, "c_7", noonMs + replayMs)).toEqual(["c_0"]);
    expect(prunable(item, "c_7", noonMs + replayMs + 2)).toEqual(["c_0", "c_1", "c_2"]);
  });

  test("leaves a challenge that is open, and for five minutes more, so that its end is told as it was", () => {
    const item = anItem({ ...judged(7), open: anOpenChallenge() });
    const over = prunable(item, "c_6", noonMs + minutes(5) + replayMs - 1);
    expect(over).not.toContain("open");
    expect(prunable(item, "c_6", noonMs + minutes(5) + replayMs)).toContain("open");
  });

  test("leaves a challenge that was guessed at and takes more attempts until its own end", () => {
    const guessed = anOpenChallenge({
      attemptsLeft: 1,
      judged: { attempt: "attempt", right: 0, atMs: noonMs - hours(1) },
    });
    const item = anItem({ ...judged(7), guessed });
    expect(prunable(item, "c_6", noonMs + minutes(5) + replayMs - 1)).not.toContain("guessed");
    expect(prunable(item, "c_6", noonMs + minutes(5) + replayMs)).toContain("guessed");
  });

  test("takes open challenges as well, the oldest first, when there are too many of them", () => {
    const many = Array.from({ length: 60 }, (_, i) => [
      `c_${i}`,
      anOpenChallenge({ expiresAtMs: noonMs + i }),
    ]);
    const over = prunable(anItem(Object.fromEntries(many)), "c_59", noonMs - minutes(1));
    expect(over.length).toBeGreaterThan(30);
    expect(over).toEqual(over.map((_, i) => `c_${i}`));
    expect(over).not.toContain("c_59");
  });

  test("takes the oldest as soon as the item is larger than 3,000 bytes, by estimate", () => {
    // 12 × 110 bytes, and 56 codes of 30.
    const codes = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`mac_${i}`, i]));
    const of = (first: number) =>
      Array.from({ length: 12 }, (_, i) => [
        `c_${i}`,
        anOpenChallenge({ codes: codes(i === 0 ? first : 5), expiresAtMs: noonMs + minutes(5) + i }),
      ]);
    const exactly = Object.fromEntries([...of(1), ["newest", anOpenChallenge()]]);
    expect(prunable(anItem(exactly), "newest", noonMs)).toEqual([]);
    const larger = Object.fromEntries([...of(2), ["newest", anOpenChallenge()]]);
    expect(prunable(anItem(larger), "newest", noonMs)).toEqual(["c_0"]);
  });

  test("names none twice, when some are over and the rest are still too many", () => {
    const open = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`open_${i}`, anOpenChallenge()]));
    const over = prunable(anItem({ ...open, ...judged(8) }), "c_7", noonMs + replayMs + 7);
    expect(over.slice(0, 7)).toEqual(Array.from({ length: 7 }, (_, i) => `c_${i}`));
    expect(over.length).toBeGreaterThan(30);
    expect(new Set(over).size).toBe(over.length);
  });

  test("leaves the newest even when it is the first to be over", () => {
    const newest = anOpenChallenge({ expiresAtMs: noonMs - hours(1) });
    expect(prunable(anItem({ ...judged(8), newest }), "newest", noonMs + hours(1))).not.toContain("newest");
  });
});

function judged(count: number): Record<string, Challenge> {
  const each = (i: number): Challenge => ({
    sends: 1,
    expiresAtMs: noonMs + hours(1),
    attemptsLeft: 0,
    sendTag: "tag",
    judged: { attempt: "attempt", right: 1, atMs: noonMs + i },
  });
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`c_${i}`, each(i)]));
}

function anOpenChallenge(differences: Partial<Challenge> = {}): Challenge {
  const codes = { mac: 1 };
  return {
    codes,
    sends: 1,
    expiresAtMs: noonMs + minutes(5),
    attemptsLeft: 1,
    sendTag: "tag",
    ...differences,
  };
}

/** The challenges stand in another order than that of their age, as in a table. */
function anItem(challenges: Record<string, Challenge>): AddressItem {
  const shuffled = Object.fromEntries(Object.entries(challenges).reverse());
  return { sends: 0, nextSendMs: noonMs, nextStrangerSendMs: 0, ttlSeconds: 0, challenges: shuffled };
}
