import { type AddressItem, type Challenge, replayMs } from "./challenge.ts";

/**
 * Names the challenges that an item can do without, so that it stays small however often an address signs in.
 *
 * Those that are over go first, and only once there are several: tidying costs a write. The newest one stays. If what is
 * left is still too much, the oldest go; their codes are then closed, which is safe.
 */
export function prunable(item: AddressItem, newest: string, nowMs: number): readonly string[] {
  const others = Object.entries(item.challenges).filter(([name]) => name !== newest);
  if (others.length < tidyAbove) return [];
  const oldestFirst = others.sort(([, a], [, b]) => overAtMs(a) - overAtMs(b));
  const over = oldestFirst.filter(([, challenge]) => overAtMs(challenge) <= nowMs);
  const rest = oldestFirst.slice(over.length);
  while (bytes(rest) > maxItemBytes) over.push(...rest.splice(0, 1));
  return over.map(([name]) => name);
}

/** With fewer than this many challenges an item stays below 1 KB, which is one write unit. */
const tidyAbove = 6;

/** Well below 4 KB, since the estimate is rough. */
const maxItemBytes = 3_000;

/** From then on nothing that a caller does can depend on the challenge. */
function overAtMs({ judged, codes, expiresAtMs }: Challenge): number {
  return (codes === undefined && judged !== undefined ? judged.atMs : expiresAtMs) + replayMs;
}

function bytes(entries: readonly (readonly [string, Challenge])[]): number {
  const perChallenge = 110;
  const perCode = 30;
  return entries.reduce(
    (sum, [, { codes }]) => sum + perChallenge + perCode * Object.keys(codes ?? {}).length,
    0,
  );
}
