/** Chance that can be had again: the same seed gives the same numbers. Only for trials, never for secrets. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  /** Whether something happens that happens `percent` times in a hundred. */
  chance(percent: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** Mulberry32: 32 bits of state, good enough to mix trials. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (list) => list[below(list.length)] ?? list[0],
  };
}

/** The seed of one trial of a run, so that a single trial can be run again. */
export function seedOf(seed: number, trial: number): number {
  return Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + trial;
}
