import type { OnePort } from "./one-port.ts";

/**
 * Ends a listener without losing a call: no new connections, what is in flight is finished, then all is closed.
 *
 * Connections that are still open after `graceMs` are cut off; their number is returned.
 */
export async function drain(port: Pick<OnePort, "close" | "closeAll">, graceMs: number): Promise<number> {
  let cutOff = 0;
  const timer = setTimeout(() => {
    cutOff = port.closeAll();
  }, graceMs);
  await port.close();
  clearTimeout(timer);
  return cutOff;
}
