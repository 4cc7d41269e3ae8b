import type { ChallengeStore, Delivery } from "../core/ports.ts";
import type { Metrics } from "./metrics.ts";
import type { Tracing } from "./tracing.ts";

/** What measures and follows. */
export interface Observers {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** The same store, with each call measured and in a span. */
export function observeStore(store: ChallengeStore, system: string, observers: Observers): ChallengeStore {
  const { metrics, tracing } = observers;
  async function observe<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const attributes = { "db.system.name": system, "db.operation.name": operation };
    const told = (fault?: string) =>
      metrics.storeCall(system, operation, performance.now() - startedAt, fault);
    try {
      const result = await tracing.step(`store ${operation}`, attributes, work, () => ({}));
      told();
      return result;
    } catch (error) {
      told(faultOf(error));
      throw error;
    }
  }
  return {
    open: (request) => observe("open", () => store.open(request)),
    judge: (request) => observe("judge", () => store.judge(request)),
    giveBack: (request) => observe("give_back", () => store.giveBack(request)),
    ping: () => observe("ping", () => store.ping()),
  };
}

/** Whatever hands mails on. */
interface Deliverer<M> {
  deliver(mail: M): Promise<Delivery>;
}

/** The same way out for mails, with each mail measured and in a span. */
export function observeMailer<M>(
  mailer: Deliverer<M>,
  name: string,
  { metrics, tracing }: Observers,
): Deliverer<M> {
  return {
    async deliver(mail) {
      const startedAt = performance.now();
      const delivery = await tracing.step(
        "mail deliver",
        { "nopass.mailer": name },
        () => mailer.deliver(mail),
        ({ kind }) => ({
          attributes: { "nopass.outcome": kind },
          ...(kind === "accepted" ? {} : { error: kind }),
        }),
      );
      metrics.delivery(name, delivery.kind, performance.now() - startedAt);
      return delivery;
    },
  };
}

/** The reason of a refusal of ours, else the kind of error: a short list either way. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { reason } = error as { readonly reason?: unknown };
  return typeof reason === "string" ? reason : error.name;
}
