import type { Keys } from "../case.ts";
import { cores } from "../cores.ts";
import { sendBody, sendPath } from "../load/calls.ts";
import { connect } from "../load/connection.ts";
import { inParallel } from "../load/in-parallel.ts";
import { startPinned } from "../processes.ts";
import { openStand } from "../stand.ts";
import { spreadOf } from "../statistics.ts";

/** The service on one core, and calls of SendCode by gRPC. */
export interface Sending extends AsyncDisposable {
  /** Sends a code to somebody new; false if it was refused. */
  send(): Promise<boolean>;
  /** Forgets what was mailed: it is of no interest here. */
  forget(): Promise<void>;
}

/** Starts a service, with canned answers for AWS. */
export async function openSending(): Promise<Sending> {
  const stand = await openStand();
  const ours = await startPinned<Keys & { url: string }>(cores.measured, "servers/ours.ts", stand.aws);
  const connections = connect("grpc", ours.ready.url, 16);
  const headers = { authorization: `Bearer ${ours.ready.secretKey}` };
  let people = 0;
  return {
    async send() {
      const body = sendBody("grpc", `person-${people++}@example.com`);
      return (await connections.post(sendPath, headers, body)).status === 0;
    },
    async forget() {
      await stand.codes();
    },
    async [Symbol.asyncDispose]() {
      connections.close();
      await ours[Symbol.asyncDispose]();
      await stand[Symbol.asyncDispose]();
    },
  };
}

/** Calls in a second when there are always some waiting: the median of three times, after one that is not counted. */
export async function saturationOf({ send, forget }: Sending, seconds: number): Promise<number> {
  const counts: number[] = [];
  for (let i = -1; i < 3; i++) {
    const perSecond = await saturate(send, seconds);
    if (i >= 0) counts.push(perSecond);
    await forget();
  }
  return spreadOf(counts).median;
}

/** Calls in a second with 64 under way at any time. */
async function saturate(send: () => Promise<boolean>, seconds: number): Promise<number> {
  const startedAt = performance.now();
  let calls = 0;
  await inParallel(64, 64, async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      await send();
      calls++;
    }
  });
  return calls / ((performance.now() - startedAt) / 1000);
}
