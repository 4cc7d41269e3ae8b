/** Whose challenge it is that was opened as the i-th: the service fills its store with them, and they sign in. */
export function holder(i: number): string {
  return `holder-${i}@example.com`;
}

/**
 * The one of `size` who signs in at a turn: everybody once before anybody a second time, and no two neighbours in a row.
 *
 * `size` is a power of ten, with which the step has no divisor in common.
 */
export function holderAt(turn: number, size: number): number {
  return (turn * step) % size;
}

const step = 618_033;
