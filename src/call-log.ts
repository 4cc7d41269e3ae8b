import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Call } from "./rpc/call.ts";
import type { Rpc } from "./rpc/handler.ts";
import type { CallEnded, Events } from "./telemetry/events.ts";
import type { CallSpan, Tracing } from "./telemetry/tracing.ts";

/** A call that is being served. */
export interface BegunCall {
  readonly call: Call;
  readonly span: CallSpan;
  /** Says once how it ended: the HTTP status, and whether the caller got all of the answer. */
  end(status: number, answered: boolean): void;
}

export type BeginCall = (
  rpc: Pick<Rpc, "service" | "method">,
  protocol: string,
  httpVersion: string,
  headers: IncomingHttpHeaders,
  network: string,
  certificateNames: readonly string[],
) => BegunCall;

/** Opens the record of each call, and hands it to the log, the metrics and the trace when it is over. */
export function createCallLog(events: Events, tracing: Tracing): BeginCall {
  return ({ service, method }, protocol, httpVersion, headers, network, certificateNames) => {
    const startedAt = performance.now();
    const call: Call = { requestId: requestIdOf(headers), network, certificateNames };
    const name = `${service}/${method}`;
    const span = tracing.startCall(name, traceparentOf(headers));
    return {
      call,
      span,
      end(status, answered) {
        call.isOver = true;
        const ended: CallEnded = {
          requestId: call.requestId,
          rpc: name,
          protocol,
          httpVersion,
          status,
          durationMs: performance.now() - startedAt,
          answered,
          tenant: call.caller?.tenant.id,
          keyId: call.caller?.keyId,
          addressTag: call.addressTag,
          reason: call.reason,
          code: call.code,
          traceId: span.traceId,
          cause: call.cause,
        };
        events.callEnded(ended);
        span.end(ended);
      },
    };
  };
}

/** The caller's own id of the request, if it has the form of one and so cannot hold anything else. */
function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && uuid.test(given) ? given : randomUUID();
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** gRPC's metadata are headers too. */
function traceparentOf({ traceparent }: IncomingHttpHeaders): string | undefined {
  return typeof traceparent === "string" ? traceparent : undefined;
}
