import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { cores, ticksPerSecond } from "../cores.ts";
import { http1Socket } from "../load/http1-socket.ts";
import { inParallel } from "../load/in-parallel.ts";
import { inRounds, type Measurer } from "../rounds.ts";
import { bareEnvironment } from "../scratch.ts";
import { spreadOf } from "../statistics.ts";

/** What a call costs all processes behind one port together, in microseconds. */
export interface SharedPort {
  readonly how: string;
  readonly newConnections: number;
  readonly keptConnections: number;
}

const ways = [
  { how: "node:cluster: one takes connections and hands them on", start: startCluster },
  { how: "SO_REUSEPORT: the system shares connections out", start: startTwo },
];

const rounds = 5;

/** Compares the two ways in which two processes of Node.js can share a port: the median of five rounds, in turn. */
export async function measureCores(
  calls: number,
  told: (line: string) => void,
): Promise<readonly SharedPort[]> {
  using stack = new DisposableStack();
  const measurers: Measurer[] = [];
  for (const { start } of ways) {
    const { port, processes } = await start();
    stack.defer(() => {
      for (const child of processes) child.kill();
    });
    const url = `http://127.0.0.1:${port}`;
    const kept = Array.from({ length: 128 }, () => http1Socket(url));
    stack.defer(() => {
      for (const socket of kept) socket.close();
    });
    const measure = (call: (i: number) => Promise<void>) => async () => {
      const before = cpuMicros(processes);
      await inParallel(calls, 64, call);
      return (cpuMicros(processes) - before) / calls;
    };
    const onNew = measure(async () => {
      const socket = http1Socket(url);
      await socket.post(path, {}, nothing);
      socket.close();
    });
    const onKept = measure(async (i) => {
      await kept[i % kept.length]?.post(path, {}, nothing);
    });
    measurers.push(onNew, onKept);
  }
  const values = await inRounds(measurers, {
    rounds: rounds + 1,
    turns: 1,
    limitMs: Number.POSITIVE_INFINITY,
  });
  // The first round warms up what the others measure.
  const median = (i: number) => spreadOf(values[i]?.slice(1) ?? []).median;
  return ways.map(({ how }, i) => {
    const [newConnections, keptConnections] = [median(2 * i), median(2 * i + 1)];
    told(
      `${how}: ${newConnections.toFixed(0)} µs on new connections, ${keptConnections.toFixed(0)} µs on kept ones`,
    );
    return { how, newConnections, keptConnections };
  });
}

const path = "/nopass.v1.NoPassService/SendCode";
const nothing = Buffer.alloc(0);

interface Shared {
  readonly port: number;
  readonly processes: readonly ChildProcess[];
}

async function startCluster(): Promise<Shared> {
  const { port, child } = await startOne({ HOW: "cluster" }, `${cores.measured},${cores.second}`);
  return { port, processes: [child] };
}

async function startTwo(): Promise<Shared> {
  const first = await startOne({ HOW: "port" }, cores.measured);
  const second = await startOne({ HOW: "port", PORT: String(first.port) }, cores.second);
  return { port: first.port, processes: [first.child, second.child] };
}

async function startOne(env: Readonly<Record<string, string>>, on: string) {
  const program = new URL("../servers/several.ts", import.meta.url).pathname;
  const child = spawn("taskset", ["-c", on, process.execPath, program], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...bareEnvironment(), ...env },
  });
  const [{ ready }] = (await once(child, "message")) as [{ ready: { port: number } }];
  return { child, port: ready.port };
}

/** CPU time of processes and their children, from /proc (proc(5)). */
function cpuMicros(processes: readonly ChildProcess[]): number {
  const ticks = processes.flatMap(({ pid = 0 }) => familyOf(pid)).map(ticksOf);
  return (ticks.reduce((sum, each) => sum + each, 0) * 1e6) / ticksPerSecond;
}

function familyOf(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children];
}

function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is a name in brackets; user and system time are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
