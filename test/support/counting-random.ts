import type { RandomBytes, RandomInt } from "../../src/core/ports.ts";

export interface CountingRandom {
  readonly randomInt: RandomInt;
  readonly randomBytes: RandomBytes;
}

/** Chance that counts: the first code is 012345, the second 678901, and no two draws of bytes are the same. */
export function countingRandom(): CountingRandom {
  let ints = 0;
  let draws = 0;
  return {
    randomInt(below) {
      const n = ints++;
      return (n + Math.floor(n / 30)) % below;
    },
    randomBytes(count) {
      const bytes = Buffer.alloc(count);
      bytes.writeUInt32BE(++draws, count - 4);
      return bytes;
    },
  };
}
