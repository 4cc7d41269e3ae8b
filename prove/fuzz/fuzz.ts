import { mostViolations, type Outcome, type RunOptions } from "../row.ts";
import { createRandom, seedOf } from "../support/random.ts";
import { type Coverage, startCoverage } from "./coverage.ts";
import { mutate } from "./mutate.ts";
import { shrink } from "./shrink.ts";
import type { FuzzTarget } from "./target.ts";

export interface Fuzzed extends Outcome {
  /** The inputs that reached something new. */
  readonly found: readonly string[];
}

/**
 * Gives a class of parsers very many inputs: those that are known, then ones made from them and by the grammar.
 *
 * What reaches a block of code or an outcome that none reached before is kept, and further inputs are made from it. As
 * counting blocks is slow, only the first part of a run does that.
 */
export async function fuzz(
  target: FuzzTarget,
  corpus: readonly string[],
  { trials, seed, quick, progress }: RunOptions,
): Promise<Fuzzed> {
  const pool = [...target.seeds, ...corpus];
  const found: string[] = [];
  const outcomes = new Set<string>();
  const violations: string[] = [];

  async function attempt(input: string): Promise<void> {
    const outcome = await outcomeOf(target, input);
    if (outcome.broken !== undefined) {
      const small = await shrink(input, async (each) => (await outcomeOf(target, each)).broken !== undefined);
      const { broken } = await outcomeOf(target, small);
      violations.push(`${broken}, for ${JSON.stringify(small).slice(0, 500)}`);
    } else if (!outcomes.has(outcome.is)) {
      outcomes.add(outcome.is);
      if (pool.length < mostInPool) pool.push(input);
      found.push(input);
    }
  }

  function inputOf(trial: number): string {
    const random = createRandom(seedOf(seed, trial));
    if (random.chance(25)) return target.generate(random);
    const one = pool[random.below(pool.length)] ?? "";
    const other = pool[random.below(pool.length)] ?? "";
    return mutate(random, one, other, target.words);
  }

  const startedAt = performance.now();
  const known = pool.length;
  for (const input of [...pool]) await attempt(input);
  // What is known already is no find.
  found.length = 0;
  const watched = Math.min(quick ? 1_000 : 50_000, Math.floor(trials / 4));
  const coverage = await startCoverage();
  let trial = 0;
  const seen = new Set<string>();
  for (const input of pool.slice(0, known)) await outcomeOf(target, input);
  for (const block of await coverage.take()) seen.add(block);
  while (trial < watched && violations.length < mostViolations) {
    const inputs: string[] = [];
    for (; inputs.length < batch && trial < watched; trial++) {
      const input = inputOf(trial);
      inputs.push(input);
      await attempt(input);
    }
    for (const input of await thoseThatReached(target, inputs, coverage, seen)) {
      if (pool.length < mostInPool) pool.push(input);
      found.push(input);
    }
  }
  await coverage.stop();
  const tenth = Math.max(1, Math.floor(trials / 10));
  for (; trial < trials && violations.length < mostViolations; trial++) {
    await attempt(inputOf(trial));
    if ((trial + 1) % tenth === 0) progress(`${trial + 1} of ${trials}`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const facts = {
    "inputs per second": Math.round(trial / seconds),
    "known inputs": known,
    "new outcomes or blocks": found.length,
    outcomes: outcomes.size,
  };
  return { trials: trial, violations, facts, found };
}

/** Asked for its blocks one by one, the few inputs of a batch that reached new ones are found. */
async function thoseThatReached(
  target: FuzzTarget,
  inputs: readonly string[],
  coverage: Coverage,
  seen: Set<string>,
): Promise<readonly string[]> {
  const fresh = (await coverage.take()).difference(seen);
  if (fresh.size === 0) return [];
  const reached: string[] = [];
  for (const input of inputs) {
    await outcomeOf(target, input);
    const blocks = await coverage.take();
    if ([...blocks].some((block) => fresh.has(block) && !seen.has(block))) reached.push(input);
    for (const block of blocks) seen.add(block);
  }
  return reached;
}

const batch = 250;
const mostInPool = 600;

interface Judged {
  readonly is: string;
  readonly broken?: string;
}

async function outcomeOf(target: FuzzTarget, input: string): Promise<Judged> {
  try {
    return { is: await target.judge(input) };
  } catch (error) {
    return { is: "", broken: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
