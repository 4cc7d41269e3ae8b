/** The middle one. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

/** How likely samples of one distribution differ as much as these: two-sided, by the normal approximation. */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((ms) => ({ ms, first: true })), ...b.map((ms) => ({ ms, first: false }))];
  all.sort((x, y) => x.ms - y.ms);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.ms === all[from]?.ms) to++;
    // Equal samples share the mean of their ranks.
    for (let i = from; i < to; i++) if (all[i]?.first) ranks += (from + to + 1) / 2;
    from = to;
  }
  const mean = (a.length * b.length) / 2;
  const deviation = Math.sqrt((a.length * b.length * (all.length + 1)) / 12);
  return 2 * upperTail(Math.abs(ranks - (a.length * (a.length + 1)) / 2 - mean) / deviation);
}

/** Of the standard normal distribution (Abramowitz and Stegun 26.2.17, error below 10⁻⁷). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = series.reduce((total, factor, i) => total + factor * t ** (i + 1), 0);
  return (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
