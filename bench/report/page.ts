import type { Spread } from "../statistics.ts";
import { judge } from "./limits.ts";
import type { Results } from "./results.ts";

/** The measured figures as they stand in docs/scale.md. */
export function page(results: Results): string {
  return [
    "Each section was measured with one core for the service, while others worked on the machine: its load says how much.",
    "Ratios are medians of rounds, with the least and the greatest; microseconds are those of this machine.",
    "",
    ...runsTable(results),
    ...limitsTable(results),
    ...callsTable(results),
    ...growthTable(results),
    ...latencyTable(results),
    ...overloadTable(results),
    ...memoryTable(results),
    ...startTable(results),
    ...coresTable(results),
  ]
    .join("\n")
    .trimEnd();
}

function runsTable({ runs }: Results): readonly string[] {
  const rows = Object.entries(runs).map(
    ([section, { date, commit, load, machine }]) =>
      `| \`${section}\` | ${date} | \`${commit}\` | ${load[0]} to ${load[1]} | ${machine} |`,
  );
  return [
    "| section | measured on | at commit | under a load of | on |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ];
}

function limitsTable(results: Results): readonly string[] {
  const rows = judge(results).map(({ what, most, measured }) => {
    const met = measured === undefined ? "not measured" : measured.median <= most ? "met" : "**missed**";
    return `| ${what} | ${most} | ${measured === undefined ? "" : range(measured)} | ${met} |`;
  });
  return ["| ratio | at most | measured | |", "|---|---|---|---|", ...rows, ""];
}

function callsTable({ calls = [] }: Results): readonly string[] {
  if (calls.length === 0) return [];
  const rows = calls.map(({ wire, kind, ours, floor, standard, toFloor, toStandard }) => {
    const micros = [ours, floor, standard].map(({ median }) => `${median.toFixed(0)} µs`);
    return `| ${kind}, ${wireNames[wire]} | ${micros.join(" | ")} | ${range(toFloor)} | ${range(toStandard)} |`;
  });
  const head = "| call | NoPass | floor | usual stack | to the floor | to the usual stack |";
  return ["![CPU time per call](images/speed.svg)", "", head, "|---|---|---|---|---|---|", ...rows, ""];
}

const wireNames = { grpc: "gRPC", connect: "Connect, HTTP/2", "connect-1": "Connect, HTTP/1.1" } as const;

function growthTable({ growth = [] }: Results): readonly string[] {
  if (growth.length === 0) return [];
  const rows = growth.map(({ what, points, alike }) => {
    const cells = points.map(({ size, ratio }) => `${size.toLocaleString("en")}: ${ratio.median.toFixed(2)}`);
    const micros = points.map((point) => point.micros.median);
    return `| ${what} | ${cells.join(", ")} | ${range(alike)} | ${Math.min(...micros).toFixed(0)}–${Math.max(...micros).toFixed(0)} µs |`;
  });
  return [
    "![CPU time of a sign-in while the service grows](images/growth.svg)",
    "",
    "| what grows | cost of a sign-in, to that at 100 | of a second process at 100 | in time |",
    "|---|---|---|---|",
    ...rows,
    "",
  ];
}

function latencyTable({ latency }: Results): readonly string[] {
  if (latency === undefined) return ["Latency was not measured yet: `npm run bench -- latency`.", ""];
  const rows = latency.rates.map(({ percent, perSecond, p50, p90, p99, p999, failed, late99 }) => {
    const ms = [p50, p90, p99, p999, late99].map((value) => `${value.toFixed(1)} ms`);
    return `| ${percent} %, ${perSecond.toFixed(0)} a second | ${ms.slice(0, 4).join(" | ")} | ${failed} | ${ms[4]} |`;
  });
  return [
    `One core is saturated by ${latency.saturation.toFixed(0)} SendCode by gRPC in a second. Below that:`,
    "",
    "![Time of SendCode at fixed rates](images/latency.svg)",
    "",
    "| rate | p50 | p90 | p99 | p99.9 | failed | sent late, p99 |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ];
}

function overloadTable({ overload }: Results): readonly string[] {
  if (overload === undefined) return [];
  const rows = overload.rates.map(({ percent, perSecond, served, refused }) => {
    const cells = [served, refused].map(({ perSecond, p50, p99 }) =>
      perSecond === 0
        ? "none | |"
        : `${perSecond.toFixed(0)} a second | ${p50.toFixed(0)} ms | ${p99.toFixed(0)} ms`,
    );
    return `| ${percent} %, ${perSecond.toFixed(0)} a second | ${cells.join(" | ")} |`;
  });
  return [
    `More than one core can do: ${overload.saturation.toFixed(0)} SendCode by gRPC in a second saturate it.`,
    "",
    "| asked for | served | p50 | p99 | refused | p50 | p99 |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ];
}

function memoryTable({ memory = [] }: Results): readonly string[] {
  if (memory.length === 0) return [];
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const rows = memory.map(
    ({ wire, connections, before, after }) =>
      `| ${connections.toLocaleString("en")} of ${wire === "grpc" ? "HTTP/2" : "HTTP/1.1"} | ${mib(before)} | ${mib(after - before)} |`,
  );
  return ["| idle connections | resident before | more with them |", "|---|---|---|", ...rows, ""];
}

function startTable({ start = [] }: Results): readonly string[] {
  if (start.length === 0) return [];
  const ms = ({ median, min, max }: Spread) =>
    `${median.toFixed(0)} ms (${min.toFixed(0)}–${max.toFixed(0)})`;
  const rows = start.map(({ what, ms: took }) => `| ${what} | ${ms(took)} |`);
  return ["| from the start of the process to the first code sent | |", "|---|---|", ...rows, ""];
}

function coresTable({ cores = [] }: Results): readonly string[] {
  if (cores.length === 0) return [];
  const rows = cores.map(
    ({ how, newConnections, keptConnections }) =>
      `| ${how} | ${newConnections.toFixed(0)} µs | ${keptConnections.toFixed(0)} µs |`,
  );
  const head =
    "| two processes on two cores, refused calls over HTTP/1.1 | each on a connection of its own | on kept ones |";
  return [head, "|---|---|---|", ...rows, ""];
}

function range({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}
