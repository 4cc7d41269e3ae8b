import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { cores, ticksPerSecond } from "../cores.ts";
import { http1Socket } from "../load/http1-socket.ts";
import { inParallel } from "../load/in-parallel.ts";

/** What a call costs all processes behind one port together, in microseconds. */
export interface SharedPort {
  readonly how: string;
  readonly newConnections: number;
  readonly keptConnections: number;
}

/** Compares the two ways in which two processes of Node.js can share a port: the median of five rounds each, in turn. */
export async function measureCores(
  calls: number,
  told: (line: string) => void,
): Promise<readonly SharedPort[]> {
  const ways = [
    { how: "node:cluster: one takes connections and hands them on", start: startCluster },
    { how: "SO_REUSEPORT: the system shares connections out", start: startTwo },
  ];
  const results: SharedPort[] = [];
  for (const { how, start } of ways) {
    const { port, processes } = await start();
    try {
      const url = `http://127.0.0.1:${port}`;
      const cost = async (work: () => Promise<void>) => {
        const rounds: number[] = [];
        for (let round = -1; round < 5; round++) {
          const before = cpuMicros(processes);
          await work();
          if (round >= 0) rounds.push((cpuMicros(processes) - before) / calls);
        }
        return rounds.toSorted((a, b) => a - b)[2] ?? Number.NaN;
      };
      const fresh = async () => {
        await inParallel(calls, 64, async () => {
          const socket = http1Socket(url);
          await socket.post(path, {}, nothing);
          socket.close();
        });
      };
      const kept = Array.from({ length: 128 }, () => http1Socket(url));
      const again = async () => {
        await inParallel(calls, 64, async (i) => void (await kept[i % kept.length]?.post(path, {}, nothing)));
      };
      const result = { how, newConnections: await cost(fresh), keptConnections: await cost(again) };
      for (const socket of kept) socket.close();
      told(
        `${how}: ${result.newConnections.toFixed(0)} µs on new connections, ${result.keptConnections.toFixed(0)} µs on kept ones`,
      );
      results.push(result);
    } finally {
      for (const child of processes) child.kill();
    }
  }
  return results;
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
    env: { PATH: process.env.PATH, ...env },
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
