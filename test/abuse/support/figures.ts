/** A figure of an attack: what was tried, what came of it, and the most that may. */
export interface Figure {
  readonly attack: string;
  readonly tried: number;
  readonly outcome: string;
}

/** Prints what was measured, for the log of a release. */
export function printFigures(title: string, figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ attack }) => attack.length));
  const tries = Math.max(...figures.map(({ tried }) => String(tried).length));
  const lines = figures.map(
    ({ attack, tried, outcome }) =>
      `  ${attack.padEnd(width)}  ${String(tried).padStart(tries)} tried  ${outcome}`,
  );
  console.log([title, ...lines].join("\n"));
}
