import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { Meter } from "@opentelemetry/api";

/** Measures the process itself, by the names of the semantic conventions. Returns how to stop. */
export function measureProcess(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let before = performance.eventLoopUtilization();
  meter
    .createObservableGauge("nodejs.eventloop.delay.p99", {
      description: "The 99th percentile of the event loop's delay since the last reading",
      unit: "s",
    })
    .addCallback((result) => {
      result.observe(delay.count === 0 ? 0 : delay.percentile(99) / 1e9);
      delay.reset();
    });
  meter
    .createObservableGauge("nodejs.eventloop.utilization", {
      description: "The share of time since the last reading in which the event loop was busy",
    })
    .addCallback((result) => {
      const now = performance.eventLoopUtilization();
      result.observe(performance.eventLoopUtilization(now, before).utilization);
      before = now;
    });
  meter
    .createObservableCounter("process.cpu.time", { description: "Processor time of the process", unit: "s" })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe((user + system) / 1e6);
    });
  meter
    .createObservableGauge("process.memory.usage", { description: "Resident memory", unit: "By" })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableGauge("process.uptime", { description: "Time since the process began", unit: "s" })
    .addCallback((result) => result.observe(process.uptime()));
  return () => delay.disable();
}
