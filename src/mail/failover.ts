import type { Clock, Delivery } from "../core/ports.ts";
import { type Circuit, type CircuitState, closedCircuit, enter, fail, succeed } from "./circuit.ts";
import type { Mail, MailTransport, NamedTransport } from "./mail.ts";

export interface FailoverOptions {
  readonly clock: Clock;
  /** Hears of each change of a mailer's circuit. */
  readonly onChange: (mailer: string, state: CircuitState) => void;
}

/**
 * Sends by the first of several mailers that takes the mail.
 *
 * The next one is asked only where the one before certainly sent nothing: `unknown` is the end, or a person would get
 * two codes. One that has failed repeatedly is passed over for a while; if none is left, the one that may recover first is tried all
 * the same, as a mail that may go is better than a refusal.
 */
export function createFailover(
  mailers: readonly NamedTransport[],
  { clock, onChange }: FailoverOptions,
): MailTransport {
  const circuits = new Map(mailers.map((mailer) => [mailer, closedCircuit]));
  const circuitOf = (mailer: NamedTransport) => circuits.get(mailer) ?? closedCircuit;

  function become(mailer: NamedTransport, after: Circuit): void {
    const before = circuitOf(mailer).state;
    circuits.set(mailer, after);
    if (after.state !== before) onChange(mailer.name, after.state);
  }

  async function deliverBy(mailer: NamedTransport, mail: Mail): Promise<Delivery> {
    // One that breaks may have sent it; and its circuit must not be left half open.
    const delivery = await mailer.transport
      .deliver(mail)
      .catch((cause: unknown): Delivery => ({ kind: "unknown", cause }));
    const failed =
      delivery.kind === "unknown" || (delivery.kind === "refused" && delivery.fault === undefined);
    become(mailer, failed ? fail(circuitOf(mailer), clock().getTime()) : succeed());
    return delivery;
  }

  return {
    async deliver(mail) {
      let refusal: Delivery | undefined;
      for (const mailer of mailers) {
        const entered = enter(circuitOf(mailer), clock().getTime());
        if (entered === undefined) continue;
        become(mailer, entered);
        const delivery = await deliverBy(mailer, mail);
        if (delivery.kind !== "refused" || delivery.fault === "mailbox") return delivery;
        refusal = delivery;
      }
      return refusal ?? deliverBy(soonest(mailers, circuitOf), mail);
    },
  };
}

function soonest(mailers: readonly NamedTransport[], circuitOf: (mailer: NamedTransport) => Circuit) {
  const [first] = mailers.toSorted((a, b) => circuitOf(a).untilMs - circuitOf(b).untilMs);
  if (first === undefined) throw new Error("there is no mailer");
  return first;
}
