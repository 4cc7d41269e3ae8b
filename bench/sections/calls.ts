import { type Keys, type Kind, measure, type Sample, type Target } from "../case.ts";
import { cores } from "../cores.ts";
import type { Wire } from "../load/connection.ts";
import { type Measured, startPinned } from "../processes.ts";
import { openStand } from "../stand.ts";
import { ratioOf, type Spread, spreadOf } from "../statistics.ts";

/** CPU time per call of one kind over one wire, in microseconds, and as ratios within each round. */
export interface CallCost {
  readonly wire: Wire;
  readonly kind: Kind;
  readonly ours: Spread;
  readonly floor: Spread;
  readonly standard: Spread;
  readonly toFloor: Spread;
  readonly toStandard: Spread;
  /** Calls that one process answered in a second. */
  readonly perSecond: number;
}

export interface CallsOptions {
  readonly rounds: number;
  readonly calls: number;
  /** Of `wire kind`, those in which it stands. */
  readonly only: string | undefined;
  readonly told: (line: string) => void;
}

const wires: readonly Wire[] = ["grpc", "connect", "connect-1"];
const kinds: readonly Kind[] = ["send", "verify", "bad key", "limited", "forged id"];

interface Ready extends Keys {
  readonly h1: string;
  readonly h2: string;
}

/** Measures what calls cost, beside their floor and the usual stack, one after the other in each round. */
export async function measureCalls(options: CallsOptions): Promise<readonly CallCost[]> {
  await using stand = await openStand();
  await using oursProcess = await startPinned<Keys & { url: string }>(
    cores.measured,
    "servers/ours.ts",
    stand.aws,
  );
  const ours: Target = { name: "ours", process: oursProcess, url: () => oursProcess.ready.url };
  const sent = await measure(ours, "connect", "send", 64, stand.codes);
  const verified = await measure(ours, "connect", "verify", 64, stand.codes);
  const sizes = await stand.canned.ask<object>("sizes");
  await using floor = await startPinned<Ready>(cores.measured, "servers/floor.ts", {
    CANNED_URL: stand.canned.ready.url,
    SIZES: JSON.stringify({ ...sizes, sent: sent.answerBytes, verified: verified.answerBytes }),
  });
  await using standard = await startPinned<Ready>(cores.measured, "servers/standard.ts", stand.aws);
  const targets = [ours, target("floor", floor), target("standard", standard)];
  const costs: CallCost[] = [];
  for (const wire of wires)
    for (const kind of kinds) {
      if (options.only !== undefined && !`${wire} ${kind}`.includes(options.only)) continue;
      const cost = await measureOne(targets, wire, kind, options, stand.codes);
      options.told(lineOf(cost));
      costs.push(cost);
    }
  return costs;
}

async function measureOne(
  targets: readonly Target[],
  wire: Wire,
  kind: Kind,
  { rounds, calls }: CallsOptions,
  codes: () => Promise<Readonly<Record<string, string>>>,
): Promise<CallCost> {
  const samples: Record<Target["name"], Sample[]> = { ours: [], floor: [], standard: [] };
  for (let round = -1; round < rounds; round++)
    for (const each of targets) {
      // The first round warms up what the others measure.
      const sample = await measure(each, wire, kind, round < 0 ? calls / 2 : calls, codes);
      if (round >= 0) samples[each.name].push(sample);
    }
  const cpu = (name: Target["name"]) => samples[name].map(({ cpuMicros }) => cpuMicros);
  return {
    wire,
    kind,
    ours: spreadOf(cpu("ours")),
    floor: spreadOf(cpu("floor")),
    standard: spreadOf(cpu("standard")),
    toFloor: ratioOf(cpu("ours"), cpu("floor")),
    toStandard: ratioOf(cpu("ours"), cpu("standard")),
    perSecond: spreadOf(samples.ours.map(({ perSecond }) => perSecond)).median,
  };
}

function target(name: "floor" | "standard", process: Measured<Ready>): Target {
  return { name, process, url: (wire) => (wire === "connect-1" ? process.ready.h1 : process.ready.h2) };
}

function lineOf({ wire, kind, ours, floor, standard, toFloor, toStandard }: CallCost): string {
  const micros = `ours ${micro(ours)}, floor ${micro(floor)}, standard ${micro(standard)}`;
  return `${wire.padEnd(10)}${kind.padEnd(10)} ${micros}: ${times(toFloor)} × floor, ${times(toStandard)} × standard`;
}

function micro({ median }: Spread): string {
  return `${median.toFixed(0)} µs`;
}

function times({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}
