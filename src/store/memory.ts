import { type AddressItem, judge, open } from "../core/challenge.ts";
import { giveBack } from "../core/give-back.ts";
import type { ChallengeStore, Clock } from "../core/ports.ts";
import { prunable } from "../core/prune.ts";
import { createMemoryItems } from "./memory-items.ts";

/**
 * Keeps challenges in this process: the reference for every other store, and a store for one instance that may forget.
 *
 * Items are swept once their time is over, a few with every send, so that memory follows the traffic.
 */
export function createMemoryStore(clock: Clock, items = createMemoryItems()): ChallengeStore {
  function put(address: string, item: AddressItem | undefined): void {
    if (item !== undefined) items.set(address, item);
  }

  return {
    async open(request) {
      items.sweep(clock().getTime(), sweptPerSend);
      const old = items.get(request.address);
      const { outcome, item } = open(old, request);
      // A refused send changes nothing, and so tidies nothing.
      if (item !== old) put(request.address, item && withoutPruned(item, request.challenge, request.nowMs));
      return outcome;
    },
    async judge(request) {
      const old = items.get(request.address);
      const { verdict, item } = judge(old, request);
      if (item !== old) put(request.address, item);
      return verdict;
    },
    async giveBack(request) {
      put(request.address, giveBack(items.get(request.address), request));
    },
    async ping() {},
  };
}

const sweptPerSend = 2;

function withoutPruned(item: AddressItem, newest: string, nowMs: number): AddressItem {
  const over = new Set(prunable(item, newest, nowMs));
  if (over.size === 0) return item;
  const challenges = Object.fromEntries(Object.entries(item.challenges).filter(([name]) => !over.has(name)));
  return { ...item, challenges };
}
