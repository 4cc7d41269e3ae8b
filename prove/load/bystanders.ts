import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { targetOf } from "../../test/e2e/support/clients/client.ts";
import { connectClients } from "../../test/e2e/support/clients/connect.ts";
import { reasonOf } from "../../test/e2e/support/refusal.ts";
import type { Target } from "./target.ts";

/** Callers who have nothing to do with an attack. */
export interface Bystanders {
  /** What they were answered wrongly, or not at all. */
  readonly complaints: readonly string[];
  /** How long each of their calls took. */
  readonly tookMs: readonly number[];
  stop(): Promise<void>;
}

/**
 * Starts three of them: over a gRPC connection that is kept, with a key and without, and over a new connection each time.
 *
 * None of their calls needs the database, so that each has to be fast also if that is slow.
 */
export function startBystanders(target: Target): Bystanders {
  const complaints: string[] = [];
  const tookMs: number[] = [];
  let stopped = false;
  const open = connectClients["connect-node, gRPC"];
  const known = open(targetOf(target));
  const stranger = open(targetOf({ url: target.url, secretKey: "np_live_sk_unknown" }));
  const bogus = { challengeId: "nc1_made-up", code: "123456" };
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    CHALLENGE_UNKNOWN: () => reasonOf(known.verifyCode(bogus)),
    KEY_UNKNOWN: () => reasonOf(stranger.verifyCode(bogus)),
    "200": () => statusOf(`${target.url}/livez`),
  };
  const loops = Object.entries(calls).map(async ([want, call]) => {
    while (!stopped) {
      const startedAt = performance.now();
      const got = await call().catch((error) => `${error}`);
      tookMs.push(performance.now() - startedAt);
      if (got !== want) complaints.push(`a bystander heard ${got} instead of ${want}`);
      await sleep(25);
    }
  });
  return {
    complaints,
    tookMs,
    async stop() {
      stopped = true;
      await Promise.all(loops);
      known.close();
      stranger.close();
    },
  };
}

async function statusOf(url: string): Promise<string> {
  const request = get(url, { agent: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  return String(response.statusCode);
}
