import { metrics } from "@opentelemetry/api";
import type { CallEnded } from "./events.ts";

/** Counts what an operator watches. No attribute names a person. */
export interface Metrics {
  callEnded(call: CallEnded): void;
  underAttack(tenant: string, now: boolean): void;
}

/**
 * Records by the API of OpenTelemetry, which costs nothing until the process is given an SDK and an exporter:
 * `NODE_OPTIONS="--import ./telemetry.js"` with whatever the operator runs.
 */
export function createMetrics(): Metrics {
  const meter = metrics.getMeter("nopass");
  const duration = meter.createHistogram("rpc.server.call.duration", {
    description: "Time from the head of a call to the end of its answer",
    unit: "s",
    advice: {
      explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    },
  });
  const attack = meter.createGauge("nopass.tenant.under_attack", {
    description: "1 while most attempts of a tenant are wrong and its limits are tightened, else 0",
  });
  return {
    callEnded({ rpc, protocol, tenant, reason, durationMs }) {
      duration.record(durationMs / 1000, {
        "rpc.method": rpc,
        "rpc.system.name": protocol,
        ...(tenant === undefined ? {} : { "nopass.tenant": tenant }),
        ...(reason === undefined ? {} : { "error.type": reason }),
      });
    },
    underAttack: (tenant, now) => attack.record(now ? 1 : 0, { "nopass.tenant": tenant }),
  };
}
