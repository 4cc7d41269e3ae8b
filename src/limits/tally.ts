/** Counts of what there is of each name, and in all. */
export interface Tally {
  of(name: string): number;
  total(): number;
  add(name: string, by: 1 | -1): void;
  clear(): void;
}

/** A tally that keeps no name of which there is nothing. */
export function createTally(): Tally {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    of: (name) => counts.get(name) ?? 0,
    total: () => total,
    add(name, by) {
      total += by;
      const count = (counts.get(name) ?? 0) + by;
      if (count > 0) counts.set(name, count);
      else counts.delete(name);
    },
    clear() {
      total = 0;
      counts.clear();
    },
  };
}
