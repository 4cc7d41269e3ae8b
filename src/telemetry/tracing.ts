import { AsyncLocalStorage } from "node:async_hooks";
import type { Attributes, Context, Span, Tracer } from "@opentelemetry/api";
import type { CallEnded } from "./events.ts";
import { statusName, systemName } from "./rpc-names.ts";

/** Follows calls through their layers. No attribute names a person. */
export interface Tracing {
  /** Opens the span of a call, below the one that `traceparent` names (W3C Trace Context). */
  startCall(rpc: string, traceparent: string | undefined): CallSpan;
  /** Does one step of the call that is being served, in a span of its own. */
  step<T>(name: string, attributes: Attributes, work: () => Promise<T>, endOf: EndOfStep<T>): Promise<T>;
}

export interface CallSpan {
  /** Stands in the log line of the call. */
  readonly traceId?: string;
  run<T>(serve: () => T): T;
  end(call: CallEnded): void;
}

/** What a step that did not throw came to. */
export type EndOfStep<T> = (result: T) => { readonly attributes?: Attributes; readonly error?: string };

/** For a service that nobody follows. */
export const noTracing: Tracing = {
  startCall: () => noSpan,
  step: (_name, _attributes, work) => work(),
};

const noSpan: CallSpan = { run: (serve) => serve(), end() {} };

/** What of the API of OpenTelemetry is needed; it is loaded only where traces are exported. */
export type TraceApi = Pick<typeof import("@opentelemetry/api"), "ROOT_CONTEXT" | "trace">;

/** Traces with a tracer. */
export function createTracing(tracer: Tracer, { ROOT_CONTEXT, trace }: TraceApi): Tracing {
  const current = new AsyncLocalStorage<Context>();

  return {
    startCall(rpc, traceparent) {
      const parent = parseTraceparent(traceparent);
      const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
      const span = tracer.startSpan(rpc, { kind: server, attributes: { "rpc.method": rpc } }, context);
      const { traceId } = span.spanContext();
      return {
        traceId,
        run: (serve) => current.run(trace.setSpan(context, span), serve),
        end: (call) => endCall(span, call),
      };
    },
    async step(name, attributes, work, endOf) {
      const context = current.getStore() ?? ROOT_CONTEXT;
      const span = tracer.startSpan(name, { kind: client, attributes }, context);
      try {
        const result = await current.run(trace.setSpan(context, span), work);
        const { attributes: more = {}, error } = endOf(result);
        end(span, more, error);
        return result;
      } catch (error) {
        // Its text may hold anything.
        end(span, {}, error instanceof Error ? error.name : typeof error);
        throw error;
      }
    },
  };
}

/** `SpanKind` and `SpanStatusCode` of the API. */
const server = 1;
const client = 2;
const failed = 2;

function endCall(span: Span, call: CallEnded): void {
  const status = statusName(call);
  const facts = {
    "rpc.system.name": systemName(call.protocol),
    "rpc.response.status_code": status,
    "network.protocol.version": call.httpVersion,
    "http.response.status_code": call.status,
    "nopass.request_id": call.requestId,
    "nopass.tenant": call.tenant,
    "nopass.key_id": call.keyId,
    "nopass.reason": call.reason,
  };
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  const error = call.reason ?? (status === "OK" ? undefined : (status ?? String(call.status)));
  // Semantic conventions for gRPC: on a server's span, only these are the server's own errors.
  if (error !== undefined) span.setAttribute("error.type", error);
  end(span, known as Attributes, status === undefined || ownErrors.has(status) ? error : undefined);
}

const ownErrors: ReadonlySet<string> = new Set([
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
]);

function end(span: Span, attributes: Attributes, error: string | undefined): void {
  span.setAttributes(attributes);
  if (error !== undefined) span.setAttribute("error.type", error).setStatus({ code: failed });
  span.end();
}

/** W3C Trace Context §3.2. `tracestate` is left out: it is other systems' text, and might hold anything. */
function parseTraceparent(text = "") {
  const { traceId = "", spanId = "", flags = "" } = traceparentForm.exec(text)?.groups ?? {};
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

/** A later version may have more fields behind these. */
const traceparentForm =
  /^(?!ff)(?:00(?=.{53}$)|(?!00)[0-9a-f]{2}(?=.{53}(?:-|$)))-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})/;
