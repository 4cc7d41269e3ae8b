import {
  createMemoryReplayGuard,
  createNoPass,
  createReceiptVerifier,
  type VerifiedReceipt,
  verifyReceipt,
} from "../src/index.ts";
import { createCallAbilities } from "./calls.ts";
import { serveLines } from "./lines.ts";
import type { ReceiptOptions } from "./protocol.ts";

const protocol = process.argv[2] === "connect" ? "connect" : "grpc";

const consume = createMemoryReplayGuard();

await serveLines({
  ...createCallAbilities((options) => createNoPass({ ...options, protocol })),
  async verifyReceipt({ receipt, options }) {
    const { email, purpose, subject, id, nonce = null, test } = await verified(receipt, options);
    return { email, purpose, subject, id, nonce, test };
  },
});

/** By the function that has a clock where one is given, and by the other one else. */
function verified(
  receipt: string,
  { nowMs, nonce, once, ...trust }: ReceiptOptions,
): Promise<VerifiedReceipt> {
  const { purpose } = trust;
  const checks = {
    purpose,
    ...(nonce === undefined ? {} : { nonce: nonce ?? undefined }),
    ...(once ? { consume } : {}),
  };
  return nowMs === undefined
    ? verifyReceipt(receipt, { ...trust, ...checks })
    : createReceiptVerifier({ ...trust, now: () => new Date(nowMs) }).verify(receipt, checks);
}
