import type { Outcome } from "./report.ts";

/** Does it for each, two at a time: more would make the machine too slow for the cases that are about time. */
export async function twoAtATime<T>(
  items: readonly T[],
  run: (item: T) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const rest = [...items];
  const outcomes: Outcome[] = [];
  async function work(): Promise<void> {
    for (let next = rest.shift(); next !== undefined; next = rest.shift())
      outcomes.push(...(await run(next)));
  }
  await Promise.all([work(), work()]);
  return outcomes.toSorted((a, b) => a.language.localeCompare(b.language));
}
