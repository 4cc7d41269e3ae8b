import { cores } from "../cores.ts";
import type { Wire } from "../load/connection.ts";
import { openMany } from "../load/many.ts";
import { startPinned } from "../processes.ts";

/** What connections that say nothing cost in memory. */
export interface ConnectionMemory {
  readonly wire: Wire;
  readonly connections: number;
  /** Resident before and with them, in bytes, all rubbish collected. */
  readonly before: number;
  readonly after: number;
}

/** Opens connections, each with one call, and asks what they hold once all is quiet. */
export async function measureMemory(
  connections: number,
  told: (line: string) => void,
): Promise<readonly ConnectionMemory[]> {
  const results: ConnectionMemory[] = [];
  for (const wire of ["grpc", "connect-1"] as const) {
    await using process = await startPinned<{ url: string }>(cores.measured, "servers/grown.ts");
    // The first calls load and compile what all later ones use.
    (await openMany(wire, process.ready.url, 100)).close();
    const before = await process.ask<number>("memory");
    const many = await openMany(wire, process.ready.url, connections);
    const after = await process.ask<number>("memory");
    many.close();
    results.push({ wire, connections, before, after });
    const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
    told(
      `${wire.padEnd(10)}${connections} connections: ${mib(after - before)} MiB beside ${mib(before)} MiB`,
    );
  }
  return results;
}
