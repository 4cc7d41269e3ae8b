import { connect, type Wire } from "../load/connection.ts";
import { inParallel } from "../load/in-parallel.ts";
import { openMany } from "../load/many.ts";
import type { Measurer } from "../rounds.ts";
import { holder, holderAt } from "./holders.ts";
import { startGrowing } from "./service.ts";
import { together } from "./sign-in.ts";

/** Something that a service has more and more of. */
export interface Dimension {
  readonly sizes: readonly number[];
  /** What is measured at each size. */
  readonly curves: readonly string[];
  /**
   * Starts a service of a size, lets so many sign in that all code that they run is compiled, and returns a measurer for
   * each curve.
   */
  open(size: number, warmUp: number, stack: AsyncDisposableStack): Promise<readonly Measurer[]>;
}

/** The size that others are compared with. */
export const base = 100;

export const dimensions: readonly Dimension[] = [
  { curves: ["live challenges"], sizes: [100, 1_000, 10_000, 100_000, 1_000_000], open: holdChallenges },
  { curves: ["tenants and keys"], sizes: [1, 10, 100, 1_000, 10_000], open: haveTenants },
  { curves: ["networks with a limit"], sizes: [1, 10, 100, 1_000, 10_000], open: seeNetworks },
  connectionsOf("grpc", "HTTP/2"),
  connectionsOf("connect-1", "HTTP/1.1"),
];

/** In memory; whoever signs in has one of those challenges already, and opens another. */
async function holdChallenges(
  size: number,
  warmUp: number,
  stack: AsyncDisposableStack,
): Promise<readonly Measurer[]> {
  const service = stack.use(await startGrowing());
  const connections = connect("grpc", service.process.ready.url);
  stack.defer(connections.close);
  const hold = (turn: number, count: number) => service.process.ask(`hold ${turn} ${count} ${size}`);
  for (let held = 0; held < size; held += aPart) await hold(held, Math.min(aPart, size - held));
  let turn = 0;
  const measurer = async () => {
    const people = Array.from({ length: together }, (_, i) => ({
      ...service.stranger(connections),
      email: holder(holderAt(turn + i, size)),
    }));
    const micros = await service.signIn("grpc", people);
    // Their addresses hold what they held: else those of a small service would have a longer history.
    await hold(turn, together);
    turn += together;
    return micros;
  };
  await repeat(measurer, warmUp);
  return [measurer];
}

/** So that no question takes a process long. */
const aPart = 50_000;

/** One key each, all used in turn. */
async function haveTenants(
  size: number,
  warmUp: number,
  stack: AsyncDisposableStack,
): Promise<readonly Measurer[]> {
  const service = stack.use(await startGrowing(size));
  const connections = connect("grpc", service.process.ready.url);
  stack.defer(connections.close);
  let turn = 0;
  const measurer = () =>
    service.signIn(
      "grpc",
      Array.from({ length: together }, () => ({
        ...service.stranger(connections),
        key: service.keys[turn++ % size] ?? "",
      })),
    );
  await repeat(measurer, warmUp);
  return [measurer];
}

/** Each with a bucket, all used in turn. */
async function seeNetworks(
  size: number,
  warmUp: number,
  stack: AsyncDisposableStack,
): Promise<readonly Measurer[]> {
  const service = stack.use(await startGrowing());
  const connections = connect("grpc", service.process.ready.url);
  stack.defer(connections.close);
  let turn = 0;
  const measurer = () =>
    service.signIn(
      "grpc",
      Array.from({ length: together }, () => {
        const i = turn++ % size;
        return { ...service.stranger(connections), network: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}` };
      }),
    );
  await repeat(measurer, warmUp);
  return [measurer];
}

function connectionsOf(wire: Wire, name: string): Dimension {
  return {
    curves: [`connections of ${name}, all in use`, `connections of ${name}, ${base} in use`],
    sizes: [1, 10, 100, 1_000, 10_000],
    async open(size, warmUp, stack) {
      const service = stack.use(await startGrowing());
      const connections = await openMany(wire, service.process.ready.url, size);
      stack.defer(connections.close);
      let touched = 0;
      const signIn = async (connectionOf: (i: number) => number) => {
        // Nobody keeps a connection for ever on which nothing is said.
        await inParallel(Math.ceil(size / 20), 64, () => connections.touch(touched++));
        const people = Array.from({ length: together }, (_, i) =>
          service.stranger(connections.at(connectionOf(i))),
        );
        return service.signIn(wire, people);
      };
      let turn = 0;
      const amongAll = () => signIn(() => turn++);
      const amongFew = () => signIn((i) => i % base);
      await repeat(amongAll, warmUp);
      return [amongAll, amongFew];
    },
  };
}

async function repeat(measurer: Measurer, signIns: number): Promise<void> {
  for (let i = 0; i < signIns; i += together) await measurer();
}
