import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { maxKeptLength, mostInputs, readCorpus } from "../../prove/fuzz/corpus.ts";
import { fuzz } from "../../prove/fuzz/fuzz.ts";
import { type FuzzTarget, must } from "../../prove/fuzz/target.ts";
import { targets } from "../../prove/fuzz/targets.ts";

const options = { first: 0, trials: 20_000, seed: 1, quick: true, progress() {} };

/** A parser that drops what follows a line break, behind three conditions. */
const careless: FuzzTarget = {
  name: "careless",
  invariant: "no line break is taken",
  trials: { quick: 1, full: 1 },
  seeds: ["key=value"],
  words: [";"],
  generate: () => "key=",
  judge(input) {
    const [name, value] = input.split("=");
    if (name !== "key") return "no key";
    if (!value?.includes(";")) return "no list";
    must(!value.includes("\n"), "a line break was taken");
    return "a list";
  },
};

test("a fault behind several conditions is found, made small, and found again with the same seed", async () => {
  const found = await fuzz(careless, [], options);
  expect(found.violations[0]).toContain("a line break was taken");
  expect(found.violations[0]?.length).toBeLessThan(80);
  expect((await fuzz(careless, [], options)).violations).toEqual(found.violations);
});

test("a part of a run that begins later makes inputs of its own, and the same ones each time", async () => {
  const inputs = async (first: number) => {
    const seen: string[] = [];
    const judge = (input: string) => String(seen.push(input) % 3);
    await fuzz({ ...careless, judge }, [], { ...options, first, trials: 3_000 });
    return seen;
  };
  expect(await inputs(500_000)).toEqual(await inputs(500_000));
  expect(await inputs(500_000)).not.toEqual(await inputs(0));
});

test("what a parser throws is a violation too", async () => {
  const judge = (input: string) => (input.length > 20 ? String(JSON.parse("{")) : "");
  expect((await fuzz({ ...careless, judge }, [], options)).violations[0]).toMatch(/^SyntaxError/);
});

test.for(targets)("the corpus of $name is small, has nothing twice, and breaks nothing", async (target) => {
  const corpus = readCorpus(target.name);
  expect(corpus.length).toBeLessThanOrEqual(mostInputs);
  expect(new Set(corpus).size).toBe(corpus.length);
  for (const input of corpus) {
    expect(input.length).toBeLessThanOrEqual(maxKeptLength);
    await target.judge(input);
  }
});

test("every corpus belongs to a class", () => {
  const names = targets.map(({ name }) => `${name}.json`);
  for (const file of readdirSync(new URL("../../prove/fuzz/corpus/", import.meta.url)))
    expect(names).toContain(file);
});
