import { setTimeout as sleep } from "node:timers/promises";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { createMetrics, noMetrics } from "./metrics.ts";
import { measureProcess } from "./process-metrics.ts";
import type { Destinations, Telemetry } from "./telemetry.ts";
import { createTracing, noTracing } from "./tracing.ts";

/**
 * Exports by the SDK of OpenTelemetry: metrics for Prometheus and by OTLP, traces by OTLP.
 *
 * Headers, timeouts and certificates of OTLP are what the standard `OTEL_EXPORTER_OTLP_*` settings of the exporters say.
 */
export function exportTelemetry(destinations: Destinations): Telemetry {
  const resource = resourceFromAttributes({ "service.name": "nopass" }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  const measured = openMetrics(destinations, resource);
  const followed = openTraces(destinations, resource);
  return {
    on: true,
    metrics: measured?.metrics ?? noMetrics,
    tracing: followed?.tracing ?? noTracing,
    scrape: measured?.scrape,
    watch: (name, description, count) =>
      measured?.meter.createObservableGauge(name, { description }).addCallback((result) => {
        result.observe(count());
      }),
    watchTotal: (name, description, count) =>
      measured?.meter.createObservableCounter(name, { description }).addCallback((result) => {
        result.observe(count());
      }),
    async stop() {
      const closed = Promise.allSettled([measured?.close(), followed?.close()]);
      await Promise.race([closed, sleep(flushMs, undefined, { ref: false })]);
    },
  };
}

/** A receiver that does not answer must not hold up the end of the process. */
const flushMs = 2_000;

type Resource = ReturnType<typeof resourceFromAttributes>;

function openMetrics({ scraped, metricsUrl, metricsEveryMs }: Destinations, resource: Resource) {
  if (!scraped && metricsUrl === undefined) return undefined;
  const scraper = scraped ? new PrometheusExporter({ preventServerStart: true }) : undefined;
  const pushers =
    metricsUrl === undefined
      ? []
      : [
          new PeriodicExportingMetricReader({
            exporter: new OTLPMetricExporter({ url: metricsUrl }),
            exportIntervalMillis: metricsEveryMs,
            exportTimeoutMillis: Math.min(metricsEveryMs, 10_000),
          }),
        ];
  const provider = new MeterProvider({ resource, readers: [...pushers, ...(scraper ? [scraper] : [])] });
  const meter = provider.getMeter("nopass");
  const stopMeasuring = measureProcess(meter);
  const serializer = new PrometheusSerializer("", false, undefined, false, true);
  return {
    meter,
    metrics: createMetrics(meter),
    scrape: scraper && (async () => serializer.serialize((await scraper.collect()).resourceMetrics)),
    async close() {
      stopMeasuring();
      await provider.shutdown();
    },
  };
}

function openTraces({ tracesUrl, sampler: { parentBased, ratio } }: Destinations, resource: Resource) {
  if (tracesUrl === undefined) return undefined;
  const root = new TraceIdRatioBasedSampler(ratio);
  const provider = new TracerProvider({
    resource,
    sampler: parentBased ? new ParentBasedSampler({ root }) : root,
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: tracesUrl }) })],
  });
  return {
    tracing: createTracing(provider.getTracer("nopass"), { ROOT_CONTEXT, trace }),
    close: () => provider.shutdown(),
  };
}
