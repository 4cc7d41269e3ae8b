import type { AddressItem, OpenRequest } from "./challenge.ts";

/** The earliest next send of a caller: strangers and known callers cool down apart. */
export function nextSendOf(item: AddressItem, { stranger }: OpenRequest): number {
  return stranger ? item.nextStrangerSendMs : item.nextSendMs;
}

/** The earliest next sends once a send of one kind was made or taken back. */
export function nextSends(item: AddressItem | undefined, stranger: boolean, nextSendMs: number) {
  const before = { nextSendMs: item?.nextSendMs ?? 0, nextStrangerSendMs: item?.nextStrangerSendMs ?? 0 };
  return stranger ? { ...before, nextStrangerSendMs: nextSendMs } : { ...before, nextSendMs };
}

/** The earliest next send after the last one, whoever made it. */
export function lastNextSend({ nextSendMs, nextStrangerSendMs }: AddressItem): number {
  return Math.max(nextSendMs, nextStrangerSendMs);
}
