import { mostViolations, type Outcome, type RunOptions } from "../row.ts";
import { createRandom, type Random, seedOf } from "../support/random.ts";
import { maxKeptLength } from "./corpus.ts";
import { startCoverage } from "./coverage.ts";
import { mutate } from "./mutate.ts";
import { thoseThatReached } from "./reached.ts";
import { shrink } from "./shrink.ts";
import { type FuzzTarget, type Judged, judged } from "./target.ts";

/**
 * Gives a class of parsers very many inputs: those that are known, then ones made from them and by the grammar.
 *
 * What reaches a block of code or an outcome that none reached before is kept, and further inputs are made from it. As
 * counting blocks is slow, only the first inputs are watched like that. An input follows from the seed, its number and
 * what was kept before it, so a run that begins with the same trial makes the same inputs.
 */
export async function fuzz(
  target: FuzzTarget,
  corpus: readonly string[],
  options: RunOptions,
): Promise<Outcome> {
  const { stackTraceLimit } = Error;
  // Most inputs are refused by an error, and nobody reads where it was thrown: that alone took a third of the time.
  Error.stackTraceLimit = 0;
  try {
    return await fuzzed(target, corpus, options);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function fuzzed(
  target: FuzzTarget,
  corpus: readonly string[],
  { first, trials, seed, quick, progress }: RunOptions,
): Promise<Outcome> {
  const pool = [...target.seeds, ...corpus];
  const found: string[] = [];
  const outcomes = new Set<string>();
  const violations: string[] = [];

  function keep(input: string): void {
    if (pool.length < mostInPool) pool.push(input);
    if (found.length < mostFound && input.length <= maxKeptLength) found.push(input);
  }

  async function learn(input: string, outcome: Judged): Promise<void> {
    if (outcome.broken === undefined) {
      outcomes.add(outcome.is);
      keep(input);
      return;
    }
    const small = await shrink(input, async (each) => (await judged(target, each)).broken !== undefined);
    const { broken } = await judged(target, small);
    violations.push(`${broken}, for ${JSON.stringify(small).slice(0, 500)}`);
  }

  /** Waits only where a parser does: turns of the event loop would be the most of what most classes cost. */
  function attempt(input: string): Promise<void> | undefined {
    const outcome = judged(target, input);
    if (outcome instanceof Promise)
      return outcome.then((known) => (isNews(known) ? learn(input, known) : undefined));
    return isNews(outcome) ? learn(input, outcome) : undefined;
  }

  function isNews({ is, broken }: Judged): boolean {
    return broken !== undefined || !(outcomes.has(is) || outcomes.size >= mostOutcomes);
  }

  /** One that is kept; a long one seldom, as it takes the time of a hundred others. */
  function aKnown(random: Random): string {
    const draw = () => pool[random.below(pool.length)] ?? "";
    const one = draw();
    return one.length > longLength && random.chance(90) ? draw() : one;
  }

  function inputOf(trial: number): string {
    const random = createRandom(seedOf(seed, trial));
    if (random.chance(25)) return target.generate(random);
    return mutate(random, aKnown(random), aKnown(random), target.words);
  }

  const known = [...pool];
  for (const input of known) await attempt(input);
  // What is known already is no find.
  found.length = 0;
  const end = first + trials;
  const watchedUntil = Math.min(first + (quick ? 1_000 : 5_000), end);
  const coverage = await startCoverage();
  for (const input of known) await judged(target, input);
  const seen = new Set(await coverage.take());
  let trial = first;
  while (trial < watchedUntil && violations.length < mostViolations) {
    const inputs: string[] = [];
    for (; inputs.length < batch && trial < watchedUntil; trial++) {
      const input = inputOf(trial);
      inputs.push(input);
      await attempt(input);
    }
    for (const input of await thoseThatReached(target, inputs, coverage, seen)) keep(input);
  }
  await coverage.stop();
  const tenth = Math.max(1, Math.floor(trials / 10));
  for (; trial < end && violations.length < mostViolations; trial++) {
    const waiting = attempt(inputOf(trial));
    if (waiting) await waiting;
    if ((trial + 1 - first) % tenth === 0) progress(`${trial + 1 - first} of ${trials}`);
  }
  const facts = { "inputs that reached something new": found.length };
  return { trials: trial - first, violations, facts, found };
}

const batch = 250;
const longLength = 2_000;
const mostInPool = 600;
const mostFound = 300;
/** A class whose outcomes repeat its inputs would fill the memory with them. */
const mostOutcomes = 5_000;
