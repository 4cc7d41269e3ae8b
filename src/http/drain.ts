import type { OnePort } from "./one-port.ts";

/**
 * Ends a listener without losing a call: no new connections, what is in flight is finished, then all is closed.
 *
 * HTTP/2 clients hear of it by GOAWAY, HTTP/1.1 clients by `Connection: close` on their next answer. Connections that
 * are still open after `graceMs` are cut off; their number is returned.
 */
export async function drain({ server, sessions }: OnePort, graceMs: number): Promise<number> {
  let aborted = 0;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const sessionsClosed = [...sessions].map(
    (session) => new Promise<void>((resolve) => session.once("close", resolve)),
  );
  for (const session of sessions) session.close();
  const timer = setTimeout(() => {
    aborted = sessions.size;
    for (const session of sessions) session.destroy();
    server.closeAllConnections();
  }, graceMs);
  await Promise.all([closed, ...sessionsClosed]);
  clearTimeout(timer);
  return aborted;
}
