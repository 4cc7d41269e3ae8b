import { parseArgs } from "node:util";
import { type Kind, measure, type Sample, type Target } from "./case.ts";
import type { Wire } from "./load/connection.ts";
import { cores, type Measured, startPinned } from "./processes.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    calls: { type: "string", default: "4000" },
    only: { type: "string" },
  },
});
const rounds = Number(values.rounds);
const calls = Number(values.calls);

const wires: readonly Wire[] = ["grpc", "connect", "connect-1"];
const kinds: readonly Kind[] = ["send", "verify", "bad key", "forged id"];

interface Ready {
  readonly h1: string;
  readonly h2: string;
  readonly secretKey: string;
}

await using canned = await startPinned<{ url: string }>(cores.canned, "servers/canned.ts");
const aws = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "AKIDBENCH",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_ENDPOINT_URL_DYNAMODB: canned.ready.url,
  AWS_ENDPOINT_URL_SES: canned.ready.url,
};
const codes = () => canned.ask<Record<string, string>>("codes");

await using oursProcess = await startPinned<{ url: string; secretKey: string }>(
  cores.measured,
  "servers/ours.ts",
  aws,
);
const ours: Target = { name: "ours", process: oursProcess, url: () => oursProcess.ready.url };
for (const kind of ["send", "verify"] as const) await measure(ours, "connect", kind, 64, codes);
const sizes = await canned.ask<object>("sizes");
await using floorProcess = await startPinned<Ready>(cores.measured, "servers/floor.ts", {
  CANNED_URL: canned.ready.url,
  SIZES: JSON.stringify({ ...sizes, sent: 400, verified: 900 }),
});
await using standardProcess = await startPinned<Ready>(cores.measured, "servers/standard.ts", aws);
const targets: readonly Target[] = [ours, target("floor", floorProcess), target("standard", standardProcess)];

for (const wire of wires)
  for (const kind of kinds) {
    if (values.only !== undefined && !`${wire} ${kind}`.includes(values.only)) continue;
    const samples = new Map<string, Sample[]>(targets.map(({ name }) => [name, []]));
    for (let round = -1; round < rounds; round++)
      for (const each of targets) {
        const sample = await measure(each, wire, kind, round < 0 ? calls / 2 : calls, codes);
        if (round >= 0) samples.get(each.name)?.push(sample);
      }
    const cpu = (name: string) => median((samples.get(name) ?? []).map(({ cpuMicros }) => cpuMicros));
    const [a, b, c] = [cpu("ours"), cpu("floor"), cpu("standard")];
    console.log(
      `${wire.padEnd(10)}${kind.padEnd(10)} ours ${a.toFixed(0)} µs, floor ${b.toFixed(0)} µs, standard ${c.toFixed(0)} µs: ${(a / b).toFixed(2)} × floor, ${(a / c).toFixed(2)} × standard`,
    );
  }

function target(name: "floor" | "standard", process: Measured<Ready>): Target {
  return { name, process, url: (wire) => (wire === "connect-1" ? process.ready.h1 : process.ready.h2) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
