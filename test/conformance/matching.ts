import { isDeepStrictEqual } from "node:util";

/**
 * Lists how a value differs from what is expected; nothing if it does not.
 *
 * An object has at least the expected fields, a list exactly the expected items. Matchers are objects with one name:
 * `$match` a pattern, `$near` a number of milliseconds within a second, `$fromNow` an instant after the service's
 * clock, `$between` a range, `$oneOf` alternatives, `$not` anything else.
 */
export function differences(
  expected: unknown,
  actual: unknown,
  nowMs: number,
  path: string,
): readonly string[] {
  const matcher = matcherOf(expected);
  if (matcher !== undefined) {
    const [name, wanted] = matcher;
    return matchers[name](wanted, actual, nowMs)
      ? []
      : [`${path}: wanted ${shown(expected)}, got ${shown(actual)}`];
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return [`${path}: wanted ${shown(expected)}, got ${shown(actual)}`];
    return expected.flatMap((each, i) => differences(each, actual[i], nowMs, `${path}[${i}]`));
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null)
      return [`${path}: wanted ${shown(expected)}, got ${shown(actual)}`];
    const fields = actual as Readonly<Record<string, unknown>>;
    return Object.entries(expected).flatMap(([name, each]) =>
      differences(each, fields[name], nowMs, `${path}.${name}`),
    );
  }
  return isDeepStrictEqual(expected, actual)
    ? []
    : [`${path}: wanted ${shown(expected)}, got ${shown(actual)}`];
}

type Matcher = (wanted: unknown, actual: unknown, nowMs: number) => boolean;

const matchers = {
  $match: (pattern, actual) => typeof actual === "string" && new RegExp(pattern as string, "u").test(actual),
  $near: (ms, actual) => isWithin(actual, ms as number, 1000),
  // Half a millisecond, as some languages count in floating seconds.
  $fromNow: (ms, actual, nowMs) => isWithin(actual, nowMs + (ms as number), 0.5),
  $between: (range, actual) => {
    const [least, most] = range as readonly [number, number];
    return typeof actual === "number" && actual >= least && actual <= most;
  },
  $oneOf: (wanted, actual) => (wanted as readonly unknown[]).some((each) => isDeepStrictEqual(each, actual)),
  $not: (unwanted, actual) => actual !== undefined && !isDeepStrictEqual(unwanted, actual),
} as const satisfies Record<string, Matcher>;

function matcherOf(expected: unknown): readonly [keyof typeof matchers, unknown] | undefined {
  if (typeof expected !== "object" || expected === null) return undefined;
  const [entry] = Object.entries(expected);
  if (entry === undefined || !entry[0].startsWith("$")) return undefined;
  if (!(entry[0] in matchers)) throw new Error(`${entry[0]} is not a matcher`);
  return entry as unknown as readonly [keyof typeof matchers, unknown];
}

function isWithin(actual: unknown, wanted: number, toleranceMs: number): boolean {
  return typeof actual === "number" && Math.abs(actual - wanted) <= toleranceMs;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
