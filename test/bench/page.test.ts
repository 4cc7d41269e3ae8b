import { describe, expect, test } from "vitest";
import { page } from "../../bench/report/page.ts";
import type { Circumstances, Results } from "../../bench/report/results.ts";
import { speedInWords } from "../../bench/report/speed-words.ts";

const spread = (median: number) => ({ median, min: median - 0.1, max: median + 0.1 });

const run: Circumstances = {
  date: "2026-01-02",
  commit: "abcdef0",
  machine: "2 × Abacus",
  load: [0.5, 1.5],
};

const call = (kind: "send" | "verify" | "bad key", micros: number) => ({
  wire: "grpc" as const,
  kind,
  ours: spread(micros),
  floor: spread(100),
  standard: spread(1_000),
  toFloor: spread(micros / 100),
  toStandard: spread(micros / 1_000),
  perSecond: 1,
});

const calls = [call("send", 250), call("verify", 200), call("bad key", 40)];

describe("the measured part of docs/scale.md", () => {
  const results: Results = {
    ...run,
    runs: { growth: run, latency: { ...run, commit: "1234567" } },
    growth: [
      {
        what: "tenants",
        points: [100, 10_000].map((size) => ({
          size,
          micros: spread(400),
          ratio: spread(size / 10_000 + 0.2),
        })),
        alike: spread(1.01),
      },
    ],
    latency: {
      saturation: 3_000,
      rates: [
        { percent: 90, perSecond: 2_700, calls: 1, failed: 7, p50: 1, p90: 2, p99: 3, p999: 4, late99: 0.5 },
      ],
    },
    overload: {
      saturation: 3_000,
      rates: [
        {
          percent: 200,
          perSecond: 6_000,
          served: { perSecond: 2_500, p50: 100, p99: 200 },
          refused: { perSecond: 3_500, p50: 10, p99: 20 },
        },
        {
          percent: 110,
          perSecond: 3_300,
          served: { perSecond: 3_300, p50: 90, p99: 95 },
          refused: { perSecond: 0, p50: 0, p99: 0 },
        },
      ],
    },
  };

  test("says of each section when, at which commit and under what load it was measured", () => {
    expect(page(results)).toContain("| `growth` | 2026-01-02 | `abcdef0` | 0.5 to 1.5 | 2 × Abacus |");
    expect(page(results)).toContain("| `latency` | 2026-01-02 | `1234567` |");
  });

  test("judges growth by its largest size", () => {
    expect(page(results)).toContain(
      "| a sign-in with 10,000 tenants, to 100 | 1.15 | 1.20 (1.10–1.30) | **missed** |",
    );
  });

  test("shows each size, and how far two processes differ that are alike", () => {
    expect(page(results)).toContain("| tenants | 100: 0.21, 10,000: 1.20 | 1.01 (0.91–1.11) | 400–400 µs |");
  });

  test("shows percentiles, what failed, and how late the load itself was", () => {
    expect(page(results)).toContain(
      "| 90 %, 2700 a second | 1.0 ms | 2.0 ms | 3.0 ms | 4.0 ms | 7 | 0.5 ms |",
    );
  });

  test("shows how many of too many calls were served, how many refused, and how soon", () => {
    expect(page(results)).toContain(
      "| 200 %, 6000 a second | 2500 a second | 100 ms | 200 ms | 3500 a second | 10 ms | 20 ms |",
    );
    expect(page(results)).toContain("| 110 %, 3300 a second | 3300 a second | 90 ms | 95 ms | none | | |");
  });
});

test("what was not measured is not passed over", () => {
  expect(page({ ...run, runs: {} })).toContain("Latency was not measured yet");
});

describe("what the README says of speed", () => {
  test("is what was measured", () => {
    const words = speedInWords({ calls, runs: { calls: run } }).replace(/\s+/g, " ");
    expect(words).toContain(
      "SendCode takes 250 µs of one core (2 × Abacus) and VerifyCode 200 µs: 2.5 and 2.0 times",
    );
    expect(words).toContain("takes 4.0 and 5.0 times as much as NoPass. An unknown key is refused in 40 µs.");
  });

  test("is nothing without a measurement", () => {
    expect(() => speedInWords({ calls: calls.slice(1), runs: {} })).toThrow("send by gRPC was not measured");
  });
});
