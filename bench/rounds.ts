/** Measures one thing once: the CPU time of a call or a sign-in, in microseconds. */
export type Measurer = () => Promise<number>;

export interface Rounds {
  readonly rounds: number;
  /** Samples of one round; its value is their mean, so that work that comes now and then, as collecting rubbish does, is in it. */
  readonly turns: number;
  /** No round is begun after so many milliseconds, but at least three are made. */
  readonly limitMs: number;
}

/**
 * Measures several things in alternation, and returns a value for each of them in each round.
 *
 * They take turns of a fraction of a second, so that what else happens on the machine meets all of them alike; every
 * second turn goes backwards, so that none always follows the same.
 */
export async function inRounds(
  measurers: readonly Measurer[],
  { rounds, turns, limitMs }: Rounds,
  now: () => number = () => performance.now(),
): Promise<readonly (readonly number[])[]> {
  const values = measurers.map((): number[] => []);
  const startedAt = now();
  for (let round = 0; round < rounds && (round < leastRounds || now() - startedAt < limitMs); round++) {
    const sums = measurers.map(() => 0);
    for (let turn = 0; turn < turns; turn++)
      for (const [i, measure] of inOrder(measurers, turn)) sums[i] = (sums[i] ?? 0) + (await measure());
    sums.forEach((sum, i) => {
      values[i]?.push(sum / turns);
    });
  }
  return values;
}

const leastRounds = 3;

function inOrder<T>(all: readonly T[], turn: number): readonly (readonly [number, T])[] {
  const forwards = [...all.entries()];
  return turn % 2 === 0 ? forwards : forwards.reverse();
}
