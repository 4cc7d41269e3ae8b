import { arithmetic, assumptions } from "./arithmetic.ts";
import { simulateInstance } from "./instances.ts";
import { simulatePartitions } from "./partitions.ts";

const percent = (share: number) => (share === 0 ? "0" : `${(share * 100).toFixed(share < 0.001 ? 3 : 2)} %`);

/** The tables of docs/scale.md, the same in every run. */
export function scaleTables(): string {
  const { writesPerSecond } = arithmetic();
  const loads = [2_000, 2_100, 2_200, 2_500, 3_000, 4_000].map((partitions) => {
    const options = { writesPerSecond, partitions, seconds: 3, seed: 1 };
    const even = simulatePartitions({ ...options, uneven: false });
    const uneven = simulatePartitions({ ...options, uneven: true });
    const cells = [even.busiest, percent(even.throttled), uneven.busiest, percent(uneven.throttled)];
    return `| ${partitions.toLocaleString("en")} | ${cells.join(" | ")} |`;
  });
  const callMicros = assumptions.signInMicros / 2;
  const waits = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map((busy) => {
    const { p50, p99, p999 } = simulateInstance({ busy, callMicros, calls: 1_000_000, seed: 1 });
    return `| ${Math.round(busy * 100)} % | ${[p50, p99, p999].map((ms) => `${ms.toFixed(1)} ms`).join(" | ")} |`;
  });
  return [
    "| partitions | busiest, all alike | throttled | busiest, one in three not split | throttled |",
    "|---|---|---|---|---|",
    ...loads,
    "",
    "| a core is busy | waiting p50 | p99 | p99.9 |",
    "|---|---|---|---|",
    ...waits,
  ].join("\n");
}
