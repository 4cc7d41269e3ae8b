/**
 * Loaded into the service before its own code (`node --import`): tells its parent what the process holds.
 *
 * The service itself is as it is in production; nothing of it knows of this.
 */
export interface Probed {
  /** What keeps the event loop busy, by kind: sockets, servers, timers. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners of the process's own events. */
  readonly listeners: number;
  readonly heapMiB: number;
  /** The most memory that it ever had. */
  readonly peakMiB: number;
}

process.on("message", () => process.send?.(probed()));
process.channel?.unref();

function probed(): Probed {
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return {
    resources,
    listeners: process.eventNames().reduce((count, event) => count + process.listenerCount(event), 0),
    heapMiB: Math.round(process.memoryUsage().heapUsed / 2 ** 20),
    // In KiB, on every system.
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
