import { ConnectError } from "@connectrpc/connect";
import { RefusalReason } from "../../gen/nopass/v1/nopass_pb.js";
import type { Client, Sent, Verified } from "../../test/e2e/support/clients/client.ts";
import { type Refusal, refusalOf } from "../../test/e2e/support/refusal.ts";
import type { Heard } from "./play-cell.ts";

/** How a call ended. */
export type Ended<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** The service promises 10 s; the rest is the machine's. */
export const mostMs = 11_000;

/** The closed list of the contract. */
const reasons: ReadonlySet<string> = new Set(
  Object.keys(RefusalReason).filter((name) => name !== "UNSPECIFIED" && Number.isNaN(Number(name))),
);

/** What the faults of dependencies may come to. */
const faultReasons: ReadonlySet<string> = new Set([
  "STORE_UNAVAILABLE",
  "DELIVERY_FAILED",
  "DELIVERY_UNKNOWN",
]);

/** A caller of one trial, who notes whatever should not be. */
export interface TrialCaller {
  send(request: Parameters<Client["sendCode"]>[0]): Promise<Ended<Sent>>;
  verify(request: Parameters<Client["verifyCode"]>[0]): Promise<Ended<Verified>>;
  /** Repeats a call that meets faults, until it is answered or refused for a reason of its own. */
  insist<T>(call: () => Promise<Ended<T>>): Promise<readonly Ended<T>[]>;
}

export function createCaller(client: Client, blame: (what: string) => void, heard: Heard): TrialCaller {
  /** Everything in a request is a secret or a person's, but for its codes: those that are guessed are nobody's. */
  function keep(request: Readonly<Record<string, unknown>>): void {
    for (const [kind, value] of Object.entries(request)) keepOne(kind, value);
  }

  function keepOne(kind: string, value: unknown): void {
    // Without its prefix, which names the kind, an id may stand in any encoding.
    if (typeof value === "string" && kind !== "code") heard.secrets.set(value.replace(/^nc1_/, ""), kind);
  }

  async function ended<T>(work: Promise<T>): Promise<Ended<T>> {
    const startedAt = performance.now();
    try {
      return { ok: true, value: await work };
    } catch (error) {
      if (!(error instanceof ConnectError)) blame(`the client failed with ${error}`);
      const refusal = await refusalOf(Promise.reject(ConnectError.from(error)));
      heard.refusals.push(JSON.stringify(withoutOwnId(refusal)));
      if (!reasons.has(refusal.reason ?? ""))
        blame(`it was refused without a reason: ${refusal.code} ${refusal.message}`);
      return { ok: false, refusal };
    } finally {
      const ms = performance.now() - startedAt;
      if (ms > mostMs) blame(`an answer took ${Math.round(ms)} ms`);
    }
  }

  return {
    async send(request) {
      keep(request);
      const sent = await ended(client.sendCode(request));
      if (sent.ok) keepOne("challengeId", sent.value.challengeId);
      return sent;
    },
    async verify(request) {
      keep(request);
      const verified = await ended(client.verifyCode(request));
      if (verified.ok) keepOne("receipt", verified.value.receipt);
      return verified;
    },
    async insist(call) {
      const all = [];
      for (let calls = 0; calls < mostCalls; calls++) {
        const one = await call();
        all.push(one);
        if (one.ok || !faultReasons.has(one.refusal.reason ?? "")) return all;
      }
      blame(`after ${mostCalls} calls it was still refused`);
      return all;
    },
  };
}

/** One that meets all the faults, and some that a busy machine may take. */
const mostCalls = 6;

/** A send in doubt names its challenge, so that the code can be entered if it comes after all. */
function withoutOwnId({ metadata: { challenge_id: _, ...metadata }, ...refusal }: Refusal) {
  return { ...refusal, metadata };
}
