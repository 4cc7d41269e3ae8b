import { Secret } from "../core/secret.ts";
import type { EnvReader } from "./env.ts";

/** Where metrics and traces go. Without any of it nothing is measured, and nothing loaded. */
export interface TelemetrySettings {
  readonly scrape: ScrapeSettings | undefined;
  /** The URL to which metrics are pushed by OTLP. */
  readonly metricsUrl: string | undefined;
  readonly metricsEveryMs: number;
  /** The URL to which traces are exported by OTLP. */
  readonly tracesUrl: string | undefined;
  readonly sampler: SamplerSettings;
}

/** How Prometheus reads the metrics: on a port of their own, or with a token on the port of the calls. */
export interface ScrapeSettings {
  readonly port: number | undefined;
  readonly token: Secret<string> | undefined;
}

export interface SamplerSettings {
  /** Whether the caller's decision holds where there is one. */
  readonly parentBased: boolean;
  /** From 0 to 1. */
  readonly ratio: number;
}

export const noTelemetry: TelemetrySettings = {
  scrape: undefined,
  metricsUrl: undefined,
  metricsEveryMs: 60_000,
  tracesUrl: undefined,
  sampler: { parentBased: true, ratio: 1 },
};

/** Reads our own settings and the standard ones of OpenTelemetry. */
export function parseTelemetry(read: EnvReader, mainPort: number): TelemetrySettings {
  const scrape = parseScrape(read, mainPort);
  const sampler = parseSampler(read);
  const protocol = read.optional("OTEL_EXPORTER_OTLP_PROTOCOL");
  const [traces, metrics] = [parseSignal(read, "TRACES"), parseSignal(read, "METRICS")];
  // A receiver over HTTP takes JSON and Protobuf alike; one over gRPC is on another port.
  if (protocol === "grpc" && (traces ?? metrics) !== undefined)
    read.problem("OTEL_EXPORTER_OTLP_PROTOCOL", "must be http/json, with the endpoint of OTLP over HTTP");
  const metricsEveryMs = read.integer("OTEL_METRIC_EXPORT_INTERVAL", 60_000, 1_000, 3_600_000);
  if (read.optional("OTEL_SDK_DISABLED") === "true") return { ...noTelemetry, scrape };
  return { scrape, metricsUrl: metrics, metricsEveryMs, tracesUrl: traces, sampler };
}

function parseScrape(read: EnvReader, mainPort: number): ScrapeSettings | undefined {
  const port = read.optional("NOPASS_METRICS_PORT") && read.integer("NOPASS_METRICS_PORT", 0, 0, 65535);
  const token = read.optional("NOPASS_METRICS_TOKEN");
  if (port === mainPort && port !== 0)
    read.problem("NOPASS_METRICS_PORT", "must not be PORT: metrics on the port of the calls need a token");
  if (token !== undefined && !/^[\x21-\x7e]{16,}$/.test(token))
    read.problem("NOPASS_METRICS_TOKEN", "must be at least 16 characters without spaces");
  if (port === undefined && token === undefined) return undefined;
  return {
    port: typeof port === "number" ? port : undefined,
    token: token === undefined ? undefined : new Secret(token),
  };
}

/** OpenTelemetry specification, "OTLP Exporter Configuration": the base URL is extended, that of a signal taken as it is. */
function parseSignal(read: EnvReader, signal: "TRACES" | "METRICS"): string | undefined {
  const own = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
  const name = read.optional(own) === undefined ? "OTEL_EXPORTER_OTLP_ENDPOINT" : own;
  const exporter = read.optional(`OTEL_${signal}_EXPORTER`) ?? "otlp";
  if (exporter !== "otlp" && exporter !== "none")
    read.problem(`OTEL_${signal}_EXPORTER`, "must be otlp or none");
  const text = read.optional(name);
  if (text === undefined || exporter === "none") return undefined;
  if (!/^https?:\/\/[^\s@]+$/.test(text) || !URL.canParse(text)) {
    read.problem(name, "must be an http or https URL without a user");
    return undefined;
  }
  return name === own ? text : `${text.replace(/\/+$/, "")}/v1/${signal.toLowerCase()}`;
}

/** The same specification, "General SDK Configuration". */
function parseSampler(read: EnvReader): SamplerSettings {
  const names = ["always_on", "always_off", "traceidratio"] as const;
  const all = names.flatMap((name) => [name, `parentbased_${name}`] as const);
  const name = read.oneOf("OTEL_TRACES_SAMPLER", all, "parentbased_always_on");
  const argument = read.optional("OTEL_TRACES_SAMPLER_ARG") ?? "1";
  const stated = Number(argument);
  if (!(stated >= 0 && stated <= 1)) read.problem("OTEL_TRACES_SAMPLER_ARG", "must be a number from 0 to 1");
  const ratio = name.endsWith("traceidratio") ? stated : name.endsWith("always_off") ? 0 : 1;
  return { parentBased: name.startsWith("parentbased_"), ratio };
}
