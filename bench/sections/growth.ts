import { base, type Dimension, dimensions } from "../growth/dimensions.ts";
import { together } from "../growth/sign-in.ts";
import { inRounds, type Measurer } from "../rounds.ts";
import { ratioOf, type Spread, spreadOf } from "../statistics.ts";

/** What a sign-in (one send, one verification) costs while something grows. */
export interface Curve {
  readonly what: string;
  readonly points: readonly {
    readonly size: number;
    /** CPU time of both calls together, in microseconds. */
    readonly micros: Spread;
    /** To the cost at 100. */
    readonly ratio: Spread;
  }[];
  /** A second process at 100, to the first: how far two differ that are alike. */
  readonly alike: Spread;
}

export interface GrowthOptions {
  readonly rounds: number;
  /** Sign-ins of one round at each size. */
  readonly signIns: number;
  /** Measures all sizes, and only after everything of which there are so many was used once. */
  readonly thorough: boolean;
  readonly only: string | undefined;
  readonly told: (line: string) => void;
}

/** However busy the machine is, a section comes to its end. */
const limitMs = 60_000;

/** Measures whether a call costs the same however much there is of what a service holds. */
export async function measureGrowth(options: GrowthOptions): Promise<readonly Curve[]> {
  const { only = "", told } = options;
  const wanted = dimensions.filter(({ curves }) => curves.some((what) => what.includes(only)));
  const all: Curve[] = [];
  for (const dimension of wanted)
    for (const curve of await measureDimension(dimension, options)) {
      all.push(curve);
      for (const { size, micros, ratio } of curve.points)
        told(
          `${curve.what.padEnd(40)}${String(size).padStart(9)}: ${micros.median.toFixed(0)} µs, ${times(ratio)} × that at ${base}`,
        );
      told(`${curve.what.padEnd(40)}${String(base).padStart(9)}: ${times(curve.alike)} in another process`);
    }
  return all;
}

/** All sizes at the same time, each a process of its own, and a second one of the size that others are compared with. */
async function measureDimension(
  { curves, sizes: all, open }: Dimension,
  { rounds, signIns, thorough }: GrowthOptions,
): Promise<readonly Curve[]> {
  await using stack = new AsyncDisposableStack();
  const sizes = thorough ? all : [base, 10_000];
  const measurers: (readonly Measurer[])[] = [];
  for (const size of [...sizes, base])
    measurers.push(await open(size, thorough ? Math.max(3_000, Math.min(size, 10_000)) : 1_000, stack));
  const results: Curve[] = [];
  for (const [i, what] of curves.entries()) {
    const ofCurve = measurers.flatMap((each) => each[i] ?? []);
    const values = await inRounds(ofCurve, { rounds, turns: Math.ceil(signIns / together), limitMs });
    const at = (size: number) => values[sizes.indexOf(size)] ?? [];
    results.push({
      what,
      points: sizes.map((size) => ({
        size,
        micros: spreadOf(at(size)),
        ratio: ratioOf(at(size), at(base)),
      })),
      alike: ratioOf(values.at(-1) ?? [], at(base)),
    });
  }
  return results;
}

function times({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}
