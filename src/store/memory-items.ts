import type { AddressItem } from "../core/challenge.ts";

/** The items of a memory store by their keys. */
export interface MemoryItems extends Iterable<readonly [key: string, item: AddressItem]> {
  get(key: string): AddressItem | undefined;
  set(key: string, item: AddressItem): void;
  /** Forgets a few of those whose time is over, so that memory follows the traffic; each call looks a little further. */
  sweep(nowMs: number, count: number): void;
  readonly size: number;
}

/**
 * Keeps each item as one line of text, in about a quarter of the space of objects.
 *
 * An item has an object for each challenge, with a name that no other object has. A million of them is work for every
 * run of the garbage collector, so that each call cost more the more challenges there were.
 */
export function createMemoryItems(): MemoryItems {
  const lines = new Map<string, string>();
  let rest = lines.entries();
  return {
    get(key) {
      const line = lines.get(key);
      return line === undefined ? undefined : itemOf(line);
    },
    set(key, item) {
      // The time stands before the rest, where it is read without it.
      lines.set(key, flat(`${item.ttlSeconds} ${JSON.stringify(item)}`));
    },
    sweep(nowMs, count) {
      for (let i = 0; i < count; i++) {
        const next = rest.next();
        if (next.done) {
          rest = lines.entries();
          return;
        }
        const [key, line] = next.value;
        if (Number.parseInt(line, 10) * 1000 <= nowMs) lines.delete(key);
      }
    },
    get size() {
      return lines.size;
    },
    *[Symbol.iterator]() {
      for (const [key, line] of lines) yield [key, itemOf(line)] as const;
    },
  };
}

function itemOf(line: string): AddressItem {
  return JSON.parse(line.slice(line.indexOf(" ")));
}

/** A text that was put together from parts is kept as its parts until somebody reads a character of it. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}
