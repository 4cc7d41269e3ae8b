import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export type BadDatabase = "slow" | "dead";

/** A database of which every answer comes after 2 s, and one where nobody listens. */
export async function openDatabase(kind: BadDatabase | undefined) {
  if (kind === undefined) return { endpoint: undefined, close() {} };
  const server = createServer(async (request, response) => {
    request.resume();
    await sleep(2_000);
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (kind === "dead") close();
  return { endpoint, close };
}
