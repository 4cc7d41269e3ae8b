import { describe, expect, test } from "vitest";
import type { AddressItem, Challenge } from "../../src/core/challenge.ts";
import { replayMs } from "../../src/core/challenge.ts";
import { prunable } from "../../src/core/prune.ts";
import { hours, minutes, noonMs } from "../support/noon.ts";

describe("tidying an item", () => {
  test("is not worth a write while there are few challenges", () => {
    expect(prunable(anItem(judged(6)), "c_0", noonMs + hours(1))).toEqual([]);
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

function anItem(challenges: Record<string, Challenge>): AddressItem {
  return { sends: 0, nextSendMs: noonMs, nextStrangerSendMs: 0, ttlSeconds: 0, challenges };
}
