import { randomFillSync } from "node:crypto";
import type { RandomBytes } from "./core/ports.ts";

/**
 * Random bytes in small portions: the system is asked for many at once, as each time takes longer than all the rest of
 * it. Each byte is handed out once.
 */
export function createRandomBytes(): RandomBytes {
  const block = Buffer.alloc(blockBytes);
  let at = blockBytes;
  return (size) => {
    if (size > blockBytes / 16) return randomFillSync(Buffer.alloc(size));
    if (at + size > blockBytes) {
      randomFillSync(block);
      at = 0;
    }
    const portion = Buffer.from(block.subarray(at, at + size));
    // What was handed out is known to its owner alone.
    block.fill(0, at, at + size);
    at += size;
    return portion;
  };
}

const blockBytes = 4_096;
