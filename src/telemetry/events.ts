import type { Logger } from "pino";
import { describeCause } from "./cause.ts";
import type { Metrics } from "./metrics.ts";

/** One call, as it ended. Nothing in it names a person. */
export interface CallEnded {
  readonly requestId: string;
  readonly rpc: string;
  /** `grpc`, `grpc-web`, `connect`, or `unknown`. */
  readonly protocol: string;
  readonly httpVersion: string;
  readonly status: number;
  readonly durationMs: number;
  /** Whether the caller got the answer; if not, it went away before. */
  readonly answered: boolean;
  readonly tenant: string | undefined;
  readonly keyId: string | undefined;
  readonly addressTag: string | undefined;
  readonly reason: string | undefined;
  readonly cause: unknown;
}

/** Everything that is worth telling an operator: one method a fact. */
export interface Events {
  callEnded(call: CallEnded): void;
  started(facts: {
    readonly port: number;
    readonly store: string;
    readonly mail: string;
    readonly tls: boolean;
  }): void;
  draining(): void;
  drained(facts: { readonly ms: number; readonly aborted: number }): void;
  tenantsReloaded(tenants: number): void;
  tenantsReloadFailed(problems: readonly string[]): void;
  certificatesReloaded(): void;
  certificatesReloadFailed(problems: readonly string[]): void;
  /** Most attempts of a tenant are wrong: its limits are tightened. */
  attackSuspected(tenant: string): void;
  attackOver(tenant: string): void;
  /** An answer that could not be written, or a fault outside of any call. */
  fault(where: string, error: unknown): void;
}

/** Writes each event as one structured line, and counts those that are counted. */
export function createEvents(log: Logger, metrics: Metrics): Events {
  return {
    callEnded(ended) {
      metrics.callEnded(ended);
      const { cause, ...call } = ended;
      const line = {
        event: "call",
        request_id: call.requestId,
        rpc: call.rpc,
        protocol: call.protocol,
        http: call.httpVersion,
        status: call.status,
        ms: Math.round(call.durationMs * 10) / 10,
        answered: call.answered,
        tenant: call.tenant,
        key_id: call.keyId,
        addr_tag: call.addressTag,
        reason: call.reason,
        cause: describeCause(cause),
      };
      log[levelOf(call.reason)](line, "call");
    },
    started: (facts) => log.info({ event: "started", ...facts }, "started"),
    draining: () => log.info({ event: "draining" }, "draining"),
    drained: (facts) => log.info({ event: "drained", ...facts }, "drained"),
    tenantsReloaded: (tenants) =>
      log.info({ event: "tenants_reloaded", tenants }, "the tenants file was read again"),
    tenantsReloadFailed: (problems) =>
      log.error(
        { event: "tenants_reload_failed", problems },
        "the tenants file is broken: the last good one stays in force",
      ),
    certificatesReloaded: () =>
      log.info({ event: "certificates_reloaded" }, "the files of TLS were read again"),
    certificatesReloadFailed: (problems) =>
      log.error(
        { event: "certificates_reload_failed", problems },
        "the files of TLS are broken: the last good ones stay in force",
      ),
    attackSuspected(tenant) {
      metrics.underAttack(tenant, true);
      log.warn({ event: "attack_suspected", tenant }, "most attempts are wrong: limits are tightened");
    },
    attackOver(tenant) {
      metrics.underAttack(tenant, false);
      log.info({ event: "attack_over", tenant }, "attempts are as usual again");
    },
    fault: (where, error) => log.error({ event: "fault", where, cause: describeCause(error) }, "fault"),
  };
}

function levelOf(reason: string | undefined): "info" | "warn" | "error" {
  if (reason === "INTERNAL") return "error";
  return reason !== undefined && faultsOfOthers.has(reason) ? "warn" : "info";
}

const faultsOfOthers: ReadonlySet<string> = new Set([
  "STORE_UNAVAILABLE",
  "DELIVERY_FAILED",
  "DELIVERY_UNKNOWN",
]);
