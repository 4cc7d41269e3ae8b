import { cores } from "../cores.ts";
import { challengeOf, sendBody, sendPath, verifyBody, verifyPath } from "../load/calls.ts";
import { type Answered, type Connections, connect, type Wire } from "../load/connection.ts";
import { inParallel } from "../load/in-parallel.ts";
import { openMany } from "../load/many.ts";
import { type Measured, startPinned } from "../processes.ts";
import { ratioOf, type Spread, spreadOf } from "../statistics.ts";

/** What a sign-in (one send, one verification) costs while something grows. */
export interface Curve {
  readonly what: string;
  readonly points: readonly {
    readonly size: number;
    /** CPU time of both calls together, in microseconds. */
    readonly micros: Spread;
    /** To the cost at 100. */
    readonly ratio: Spread;
  }[];
}

export interface GrowthOptions {
  readonly rounds: number;
  readonly calls: number;
  /** The largest size that is measured. */
  readonly most: number;
  readonly only: string | undefined;
  readonly told: (line: string) => void;
}

interface Grown extends AsyncDisposable {
  readonly process: Measured<{ readonly url: string; readonly secretKey: string }>;
  readonly wire: Wire;
  readonly connections: Connections;
  readonly keys: readonly string[];
}

interface Growth {
  readonly what: string;
  readonly sizes: readonly number[];
  open(size: number): Promise<Grown>;
}

const growths: readonly Growth[] = [
  {
    what: "live challenges in memory",
    sizes: [100, 1_000, 10_000, 100_000, 1_000_000],
    async open(size) {
      const grown = await openGrown({});
      for (let filled = 0; filled < size; )
        filled = await grown.process.ask(`fill ${Math.min(size - filled, 100_000)}`);
      return grown;
    },
  },
  {
    what: "network addresses with a limit",
    // More than half of what is kept never stands in one of the two generations.
    sizes: [100, 10_000, 50_000],
    async open(size) {
      const grown = await openGrown({});
      await signIn(grown, size, "10");
      return grown;
    },
  },
  { what: "tenants and keys", sizes: [1, 100, 1_000, 10_000], open: (size) => openGrown({ tenants: size }) },
  {
    what: "connections of HTTP/2",
    sizes: [1, 100, 1_000, 10_000],
    open: (size) => openGrown({ connections: size }),
  },
  {
    what: "connections of HTTP/1.1",
    sizes: [64, 100, 1_000, 10_000],
    open: (size) => openGrown({ connections: size, wire: "connect-1" }),
  },
];

/** The size that others are compared with. */
const base = 100;

/** Measures whether a call costs the same however much there is of what a service holds. */
export async function measureGrowth(options: GrowthOptions): Promise<readonly Curve[]> {
  const curves: Curve[] = [];
  for (const growth of growths) {
    if (options.only !== undefined && !growth.what.includes(options.only)) continue;
    const curve = await measureCurve(growth, options);
    curves.push(curve);
    for (const { size, micros, ratio } of curve.points)
      options.told(
        `${curve.what.padEnd(32)}${String(size).padStart(9)}: ${micros.median.toFixed(0)} µs, ${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}) × that at ${base}`,
      );
  }
  return curves;
}

async function measureCurve(
  { what, sizes, open }: Growth,
  { rounds, calls, most }: GrowthOptions,
): Promise<Curve> {
  await using stack = new AsyncDisposableStack();
  const points: { readonly size: number; readonly grown: Grown; readonly micros: number[] }[] = [];
  for (const size of sizes)
    if (size <= most) points.push({ size, grown: stack.use(await open(size)), micros: [] });
  for (let round = -2; round < rounds; round++)
    for (const { grown, micros } of points) {
      const cost = await signIn(grown, calls, undefined);
      if (round >= 0) micros.push(cost);
    }
  const compared = points.find(({ size }) => size === base)?.micros ?? [];
  return {
    what,
    points: points.map(({ size, micros }) => ({
      size,
      micros: spreadOf(micros),
      ratio: ratioOf(micros, compared),
    })),
  };
}

async function openGrown({
  tenants = 1,
  connections = 4,
  wire = "grpc",
}: {
  readonly tenants?: number;
  readonly connections?: number;
  readonly wire?: Wire;
}): Promise<Grown> {
  const env = { TENANTS: String(tenants) };
  const process = await startPinned<Grown["process"]["ready"]>(cores.measured, "servers/grown.ts", env);
  const { url } = process.ready;
  const opened =
    connections > 4 || wire === "connect-1"
      ? await openMany(wire, url, connections)
      : connect(wire, url, connections);
  return {
    process,
    wire,
    connections: opened,
    keys: await process.ask<readonly string[]>("keys"),
    async [Symbol.asyncDispose]() {
      opened.close();
      await process[Symbol.asyncDispose]();
    },
  };
}

let people = 0;

/** Lets so many people sign in, and says what one of them cost. With `network`, each comes from an address of it. */
async function signIn(
  { process, wire, connections, keys }: Grown,
  count: number,
  network: string | undefined,
): Promise<number> {
  const emails = Array.from({ length: count }, () => `person-${people++}@example.com`);
  const sends = emails.map((email, i) =>
    sendBody(wire, email, network && `${network}.${i >> 16}.${(i >> 8) & 255}.${i & 255}`),
  );
  const headers = keys.map((key) => ({ authorization: `Bearer ${key}` }));
  const headersOf = (i: number) => headers[i % headers.length] ?? {};
  const before = await process.cpuMicros();
  const sent = await inParallel(count, 64, (i) =>
    connections.post(sendPath, headersOf(i), sends[i] ?? empty),
  );
  const between = await process.cpuMicros();
  checkAll(wire, sent);
  const codes = await process.ask<Readonly<Record<string, string>>>("codes");
  const bodies = sent.map((answer, i) =>
    verifyBody(wire, challengeOf(wire, answer), codes[emails[i] ?? ""] ?? ""),
  );
  const start = await process.cpuMicros();
  const verified = await inParallel(count, 64, (i) =>
    connections.post(verifyPath, headersOf(i), bodies[i] ?? empty),
  );
  const after = await process.cpuMicros();
  checkAll(wire, verified);
  return (between - before + (after - start)) / count;
}

const empty = Buffer.alloc(0);

function checkAll(wire: Wire, answers: readonly Answered[]): void {
  const bad = answers.find(({ status }) => status !== (wire === "grpc" ? 0 : 200));
  if (bad !== undefined) throw new Error(`a call ended with ${bad.status}: ${bad.body}`);
}
