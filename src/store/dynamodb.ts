import { type AddressItem, judge, mayBeJudged, open } from "../core/challenge.ts";
import { giveBack } from "../core/give-back.ts";
import type { ChallengeStore } from "../core/ports.ts";
import { prunable } from "../core/prune.ts";
import type { Write } from "./dynamodb-calls.ts";
import { fromItem } from "./dynamodb-item.ts";
import type { ItemWriter } from "./dynamodb-writer.ts";
import * as writes from "./dynamodb-writes.ts";
import { storeUnavailable } from "./retry.ts";

/**
 * Keeps challenges in a DynamoDB table: one conditional write to send, one to judge.
 *
 * The write decides; the rules of the core then say what it meant, from the item as the write found it. So what this
 * store answers cannot differ from the memory store, and a write whose answer was lost is recognised when it is repeated.
 */
export function createDynamoStore(writer: ItemWriter): ChallengeStore {
  async function write(address: string, update: Write) {
    const { applied, old } = await writer.write(address, update);
    return { applied, old: old && fromItem(old) };
  }

  /**
   * Writes, and lets the rules explain what was found.
   *
   * A condition that failed although the rules see no reason: the item changed before it was read. Then ask again.
   */
  async function decide<T extends { readonly item: AddressItem | undefined }>(
    address: string,
    update: Write,
    explain: (old: AddressItem | undefined) => T,
  ): Promise<T & { readonly applied: boolean }> {
    for (let asked = 0; asked < maxAsked; asked++) {
      const { applied, old } = await write(address, update);
      const explained = explain(old);
      if (applied || explained.item === old) return { ...explained, applied };
    }
    throw storeUnavailable(new Error("the item changed each time it was read"));
  }

  return {
    async open(request) {
      const update = request.resend ? writes.resendWrite(request) : writes.openWrite(request);
      const { outcome, item, applied } = await decide(request.address, update, (old) => open(old, request));
      const over = item && applied ? prunable(item, request.challenge, request.nowMs) : [];
      // Only tidying: what is left lying now is found by the next send.
      if (over.length > 0) await write(request.address, writes.pruneWrite(over)).catch(() => undefined);
      return outcome;
    },

    async judge(request) {
      const { verdict, item, applied } = await decide(request.address, writes.judgeWrite(request), (old) =>
        judge(old, request),
      );
      const known = item?.challenges[request.challenge];
      const over = known !== undefined && !mayBeJudged(known) && (applied || known.codes !== undefined);
      // No code of it would be accepted any more; the wipe removes their MACs as well. One that was lost is made up for.
      if (over && request.attempts > 1)
        await write(request.address, writes.wipeWrite(request)).catch(() => undefined);
      return verdict;
    },

    async giveBack(request) {
      const single = await write(request.address, writes.giveBackWrite(request));
      if (single.applied || giveBack(single.old, request) === single.old) return;
      await write(request.address, writes.giveBackResendWrite(request));
    },

    async ping() {
      await writer.read("ping");
    },
  };
}

/** As often as an item may change under a reader before it is called unavailable. */
const maxAsked = 5;
