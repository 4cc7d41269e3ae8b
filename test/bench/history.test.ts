import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { appendHistory, changes, inWords, lastChanges, readHistory } from "../../bench/report/history.ts";

const run = (ratio: number, range?: readonly [number, number]) => ({
  date: "2026-01-01",
  commit: "0000000",
  machine: "m",
  load: [0, 0] as const,
  ratios: { send: ratio },
  ...(range && { ranges: { send: range } }),
});

const judged = (median: number, min = median, max = median) => [
  { what: "send", most: 2, measured: { median, min, max } },
  { what: "verify", most: 2, measured: undefined },
];

const verdicts = (...args: Parameters<typeof changes>) => changes(...args).map(({ verdict }) => verdict);

describe("a ratio beside those of earlier runs", () => {
  const past = [run(1), run(9), run(1.5)];

  test("is worse if it is more than a fifth above their median", () => {
    expect(verdicts(past, judged(1.79, 1.4, 2))).toEqual(["within the noise"]);
    expect(verdicts(past, judged(1.81, 1.4, 2))).toEqual(["worse"]);
  });

  test("is worse too if even the best round is above their median", () => {
    expect(verdicts(past, judged(1.6, 1.51, 1.7))).toEqual(["worse"]);
    expect(verdicts(past, judged(1.6, 1.49, 1.7))).toEqual(["within the noise"]);
    expect(verdicts(past, judged(1.57, 1.51, 1.7))).toEqual(["within the noise"]);
  });

  test("is better by the same measure", () => {
    expect(verdicts(past, judged(1.24, 1, 1.6))).toEqual(["better"]);
    expect(verdicts(past, judged(1.4, 1.3, 1.49))).toEqual(["better"]);
    expect(verdicts(past, judged(1.4, 1.3, 1.51))).toEqual(["within the noise"]);
  });

  test("is compared with the last ten alone", () => {
    expect(verdicts([...Array(10).fill(run(9)), ...Array(10).fill(run(1))], judged(2))).toEqual(["worse"]);
  });

  test("is told in words", () => {
    expect(changes(past, judged(1.8, 1.6, 2)).map(inWords)).toEqual(["+20 % since 1.50 (worse)"]);
    expect(changes(past, judged(1.2, 1.1, 1.3)).map(inWords)).toEqual(["−20 % since 1.50 (better)"]);
  });

  test("says nothing where there was none", () => {
    expect(changes([], judged(5))).toEqual([]);
  });
});

describe("the history", () => {
  test("shows the last run beside those before it, with what its rounds were", async () => {
    const folder = await mkdtemp(join(tmpdir(), "nopass-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "history.jsonl");
    appendHistory(path, run(1), judged(1));
    appendHistory(path, run(1), judged(1.104, 1.051, 1.2));
    expect(readHistory(path).at(-1)).toMatchObject({
      ratios: { send: 1.1 },
      ranges: { send: [1.05, 1.2] },
    });
    expect(lastChanges(readHistory(path))).toEqual([
      {
        what: "send",
        now: { median: 1.1, min: 1.05, max: 1.2 },
        before: 1,
        percent: 10,
        verdict: "worse",
      },
    ]);
  });

  test("takes a fifth for noise where the rounds were not written down", () => {
    expect(lastChanges([run(1), run(1.19)]).map(({ verdict }) => verdict)).toEqual(["within the noise"]);
    expect(lastChanges([run(1), run(1.21)]).map(({ verdict }) => verdict)).toEqual(["worse"]);
  });

  test("is nothing without a file", () => {
    expect(readHistory("/nowhere/history.jsonl")).toEqual([]);
  });
});
