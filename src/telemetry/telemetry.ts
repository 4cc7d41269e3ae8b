import { noMetrics } from "./metrics.ts";
import type { Observers } from "./observed.ts";
import { noTracing } from "./tracing.ts";

/** What a service is watched with. */
export interface Telemetry extends Observers {
  /** Whether anything is measured or followed at all. */
  readonly on: boolean;
  /** All metrics in the text format of Prometheus, if they are scraped. */
  readonly scrape: (() => Promise<string>) | undefined;
  /** Tells how much of something there is, whenever the metrics are read. */
  watch(name: string, description: string, count: () => number): void;
  /** Tells how often something happened so far, whenever the metrics are read. */
  watchTotal(name: string, description: string, count: () => number): void;
  /** Hands over what is still held back, for a few seconds at the most. */
  stop(): Promise<void>;
}

/** For a service that nobody watches. */
export const noTelemetry: Telemetry = {
  on: false,
  metrics: noMetrics,
  tracing: noTracing,
  scrape: undefined,
  watch() {},
  watchTotal() {},
  async stop() {},
};

/** Where measurements go. */
export interface Destinations {
  readonly scraped: boolean;
  readonly metricsUrl: string | undefined;
  readonly metricsEveryMs: number;
  readonly tracesUrl: string | undefined;
  readonly sampler: { readonly parentBased: boolean; readonly ratio: number };
}

/** Loads what exports only where something is exported. */
export async function openTelemetry(destinations: Destinations): Promise<Telemetry> {
  const { scraped, metricsUrl, tracesUrl } = destinations;
  if (!scraped && metricsUrl === undefined && tracesUrl === undefined) return noTelemetry;
  const { exportTelemetry } = await import("./exporters.ts");
  return exportTelemetry(destinations);
}
