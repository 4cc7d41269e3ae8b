import { ROOT_CONTEXT, type Span, type SpanContext, type Tracer, trace } from "@opentelemetry/api";
import { createTracing } from "../../../src/telemetry/tracing.ts";
import type { Random } from "../../support/random.ts";
import { type FuzzTarget, must } from "../target.ts";

const started: (SpanContext | undefined)[] = [];
const span = trace.wrapSpanContext({ traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 });
const tracer: Tracer = {
  startSpan(_name, _options, context): Span {
    started.push(context && trace.getSpanContext(context));
    return span;
  },
  startActiveSpan() {
    throw new Error("nothing here is active");
  },
};
const tracing = createTracing(tracer, { ROOT_CONTEXT, trace });

const whole = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

export const traceparents: FuzzTarget = {
  name: "traceparents",
  invariant: "a call continues the trace that its header names, and no other text is taken for a trace",
  trials: { quick: 100_000, full: 10_000_000 },
  seeds: [
    whole,
    whole.replace("00-", "01-"),
    `${whole.replace("00-", "cc-")}-more`,
    whole.replace("00-", "ff-"),
    whole.toUpperCase(),
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${"0".repeat(16)}-01`,
    "",
  ],
  words: ["00-", "01-", "ff-", "-", "0000000000000000", "\n", "-00", "A"],
  generate,
  judge(input) {
    tracing.startCall("call", input);
    const parent = started.pop();
    const expected = expectedOf(input);
    must(parent?.traceId === expected?.traceId, `the trace ${parent?.traceId} was continued`);
    must(parent?.spanId === expected?.spanId, `the span ${parent?.spanId} was continued`);
    must((parent?.traceFlags ?? 0) === (expected?.flags ?? 0), "the flags are others");
    return `${parent?.traceFlags} ${input.length === whole.length} ${/^(00|ff)-/.exec(input)?.[1]}`;
  },
};

/** W3C Trace Context §3.2 and §4.2, character by character. */
function expectedOf(text: string) {
  for (const [at, unit] of [...text.slice(0, 55)].entries())
    if (at === 2 || at === 35 || at === 52 ? unit !== "-" : !"0123456789abcdef".includes(unit))
      return undefined;
  if (text.length < 55) return undefined;
  const version = text.slice(0, 2);
  if (version === "ff" || (text.length > 55 && (version === "00" || text[55] !== "-"))) return undefined;
  const [traceId, spanId] = [text.slice(3, 35), text.slice(36, 52)];
  if (traceId === "0".repeat(32) || spanId === "0".repeat(16)) return undefined;
  return { traceId, spanId, flags: Number.parseInt(text.slice(53, 55), 16) % 2 };
}

function generate(random: Random): string {
  const hex = (length: number) =>
    Array.from({ length }, () => "0123456789abcdef".charAt(random.below(random.chance(5) ? 1 : 16))).join("");
  return [
    hex(2),
    hex(32),
    hex(random.chance(95) ? 16 : 15),
    hex(2),
    ...(random.chance(20) ? [hex(3)] : []),
  ].join("-");
}
