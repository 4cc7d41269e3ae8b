import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError } from "@connectrpc/connect";
import { type Client, targetOf } from "../../test/e2e/support/clients/client.ts";
import { jsonClients } from "../../test/e2e/support/clients/json.ts";
import { type Refusal, refusalOf } from "../../test/e2e/support/refusal.ts";
import { type ServiceProcess, startProcess } from "../faults/service-process.ts";
import type { Random } from "../support/random.ts";

/** What a call came to in the end, however many processes died meanwhile. */
export type Told<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** One instance of the service that is killed again and again, as those know it who call it. */
export interface Lives {
  /** Calls until there is an answer: a call that was lost is repeated in the next life. */
  persist<T>(call: (client: Client) => Promise<T>): Promise<Told<T>>;
  /** Kills it as often as that, each time a moment after it has answered somebody, and then lets it live. */
  dieTimes(kills: number, onDeath: () => void): Promise<void>;
  /** Milliseconds from each kill until the next process had answered a call. */
  readonly backAfterMs: readonly number[];
  /** What its processes printed where nothing is expected. */
  readonly errors: readonly string[];
  end(): Promise<void>;
}

interface Life {
  readonly service: ServiceProcess;
  readonly client: Client;
  /** Resolves with the first answer that somebody was given. */
  readonly answered: PromiseWithResolvers<void>;
  dead: boolean;
}

export function createLives(
  settings: Readonly<Record<string, string>>,
  secretKey: string,
  random: Random,
): Lives {
  let current = Promise.withResolvers<Life>();
  const backAfterMs: number[] = [];
  const errors: string[] = [];
  let killedAt: number | undefined;

  async function begin(): Promise<Life> {
    const service = await startProcess(settings);
    const client = jsonClients["fetch, JSON"](targetOf({ url: service.url, secretKey }));
    const life = { service, client, answered: Promise.withResolvers<void>(), dead: false };
    current.resolve(life);
    await life.answered.promise;
    if (killedAt !== undefined) backAfterMs.push(performance.now() - killedAt);
    return life;
  }

  async function finish({ service }: Life): Promise<void> {
    await service.ended;
    if (service.errors() !== "") errors.push(service.errors());
  }

  return {
    backAfterMs,
    errors,
    async persist(call) {
      for (;;) {
        const life = await current.promise;
        try {
          const value = await call(life.client);
          life.answered.resolve();
          return { ok: true, value };
        } catch (error) {
          if (error instanceof ConnectError) {
            const refusal = await refusalOf(Promise.reject(error));
            if (refusal.reason !== undefined && refusal.reason !== "STORE_UNAVAILABLE") {
              life.answered.resolve();
              return { ok: false, refusal };
            }
          }
          // Dead or dying: whoever comes back at once would ask it again.
          await sleep(5);
        }
      }
    },
    async dieTimes(kills, onDeath) {
      for (let killed = 0; killed < kills; killed++) {
        const life = await begin();
        await sleep(random.below(mostLifeMs));
        current = Promise.withResolvers();
        killedAt = performance.now();
        life.service.kill("SIGKILL");
        await finish(life);
        onDeath();
      }
      await begin();
    },
    async end() {
      const life = await current.promise;
      life.service.kill("SIGTERM");
      await finish(life);
    },
  };
}

/** Long enough for some hundred calls, short enough that most kills meet calls in all their stages. */
const mostLifeMs = 120;
