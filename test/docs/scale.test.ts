import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { drawGrowth } from "../../bench/report/growth-svg.ts";
import { readHistory } from "../../bench/report/history.ts";
import { drawLatency } from "../../bench/report/latency-svg.ts";
import { betweenMarks } from "../../bench/report/marks.ts";
import { page as measuredPage } from "../../bench/report/page.ts";
import type { Results } from "../../bench/report/results.ts";
import { drawSpeed } from "../../bench/report/speed-svg.ts";
import { speedInWords } from "../../bench/report/speed-words.ts";
import { arithmetic, assumptions } from "../../bench/scale/arithmetic.ts";
import { simulatePartitions } from "../../bench/scale/partitions.ts";
import { scaleTables } from "../../bench/scale/tables.ts";

const text = readFileSync("docs/scale.md", "utf8");
const page = text.replace(/\s+/g, " ");
const count = (value: number) => value.toLocaleString("en");
const money = (value: number) => value.toFixed(2);

describe("docs/scale.md", () => {
  test("does its arithmetic of a million verifications right", () => {
    const { ses, writes, compute } = arithmetic().perMillion;
    expect(page).toContain(`1,000,000 mails | ${money(ses)} |`);
    expect(page).toContain(`2,000,000 writes | ${money(writes)} |`);
    const coreSeconds = assumptions.signInMicros / assumptions.busy;
    expect(page).toContain(`| ${count(coreSeconds)} core-seconds | ${money(compute)} |`);
  });

  test("does its arithmetic of a million verifications a second right", () => {
    const { writesPerSecond, partitionsByWrites, partitionsBySize, storedTb, cores, dollarsPerSecond } =
      arithmetic();
    expect(page).toContain(`| writes a second | ${count(writesPerSecond)} |`);
    expect(page).toContain(`| partitions for the writes alone | ${count(partitionsByWrites)} |`);
    expect(page).toContain(
      `| stored | ${storedTb} TB, so ${partitionsBySize} partitions for the size alone |`,
    );
    expect(page).toContain(`| cores at ${assumptions.busy * 100} % | ${count(cores)} |`);
    const { ses, writes, compute } = dollarsPerSecond;
    expect(page).toContain(
      `| dollars a second: mails, writes, processors | ${[ses, writes, compute].map(money).join(", ")} |`,
    );
  });

  test("shows what the simulation gives", () => {
    expect(betweenMarks(text, "simulated")).toBe(scaleTables());
  });
});

test("what was measured last stands in the page, in the history and in the pictures", () => {
  const latest = JSON.parse(readFileSync("bench/results/latest.json", "utf8")) as Results;
  expect(betweenMarks(text, "measured")).toBe(measuredPage(latest));
  expect(readHistory("bench/history.jsonl").at(-1)).toMatchObject({ commit: latest.commit });
  if (latest.calls) expect(readFileSync("docs/images/speed.svg", "utf8")).toBe(drawSpeed(latest.calls));
  expect(betweenMarks(readFileSync("README.md", "utf8"), "speed")).toBe(speedInWords(latest));
  if (latest.latency)
    expect(readFileSync("docs/images/latency.svg", "utf8")).toBe(drawLatency(latest.latency));
  if (latest.growth) expect(readFileSync("docs/images/growth.svg", "utf8")).toBe(drawGrowth(latest.growth));
  expect(existsSync("docs/images/speed.svg")).toBe(latest.calls !== undefined);
});

describe("the simulation of partitions", () => {
  const options = { writesPerSecond: 100_000, seconds: 2, uneven: false, seed: 7 };

  test("is the same in every run, and another with another seed", () => {
    const run = (seed: number) => simulatePartitions({ ...options, partitions: 120, seed });
    expect(run(7)).toEqual(run(7));
    expect(run(8)).not.toEqual(run(7));
  });

  test("throttles all that is more than a partition takes, and nothing where there is room", () => {
    expect(simulatePartitions({ ...options, partitions: 1 })).toEqual({
      partitions: 1,
      busiest: 100_000,
      throttled: 0.99,
    });
    expect(simulatePartitions({ ...options, partitions: 200 }).throttled).toBe(0);
  });

  test("gives a partition that was not split twice the writes of one that was", () => {
    const even = simulatePartitions({ ...options, partitions: 90 });
    const uneven = simulatePartitions({ ...options, partitions: 90, uneven: true });
    expect(uneven.busiest / even.busiest).toBeGreaterThan(1.4);
  });
});
