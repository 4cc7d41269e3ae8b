/** Calls that wait for their turn: those of a tenant in the order in which they came, and the tenants by turns. */
export interface WaitingRoom {
  /** Whether a tenant has calls that wait. */
  has(tenant: string): boolean;
  /** Resolves to true when the call is called in, and to false when it has waited for too long. */
  wait(tenant: string): Promise<boolean>;
  /** Calls in the next one of a tenant that `may`; returns whose it was. */
  callIn(may: (tenant: string) => boolean): string | undefined;
}

/** Calls back after so many milliseconds, unless the function that it returns is called before. */
export type Later = (callback: () => void, ms: number) => () => void;

/** Nobody waits for longer than `longestMs`. */
export function createWaitingRoom(longestMs: number, later: Later): WaitingRoom {
  const queues = new Map<string, ((calledIn: boolean) => void)[]>();

  /** The first of a tenant leaves: called in, or since it has waited for longest. The tenant's next turn is the last. */
  function leave(tenant: string, calledIn: boolean): void {
    const queue = queues.get(tenant) ?? [];
    const first = queue.shift();
    queues.delete(tenant);
    if (queue.length > 0) queues.set(tenant, queue);
    first?.(calledIn);
  }

  return {
    has: (tenant) => queues.has(tenant),
    wait(tenant) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const cancel = later(() => leave(tenant, false), longestMs);
      const queue = queues.get(tenant) ?? [];
      queues.set(tenant, queue);
      queue.push((calledIn) => {
        cancel();
        resolve(calledIn);
      });
      return promise;
    },
    callIn(may) {
      for (const tenant of queues.keys()) {
        if (!may(tenant)) continue;
        leave(tenant, true);
        return tenant;
      }
      return undefined;
    },
  };
}
