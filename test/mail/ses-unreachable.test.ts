import type { LookupAddress } from "node:dns";
import { Agent } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { describe, expect, test } from "vitest";
import { deliver, outcome, sesKinds, shortTimeouts } from "./support/ses-delivery.ts";

describe.for(sesKinds)("a mail to an SES that cannot be reached, called by: %s,", (kind) => {
  test("is unknown, and not sent again, when the connection is reset before SES has read it", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      // Not before the client writes: a connection that is reset at once counts as never made.
      socket.once("data", () => socket.resetAndDestroy());
    });
    const endpoint = `http://127.0.0.1:${await listening(server)}`;
    expect(outcome(await deliver(kind, { endpoint }))).toEqual({ kind: "unknown" });
    expect(connections).toBe(1);
    server.close();
  });

  test.for(["127.0.0.1", "localhost"])(
    "is refused when nobody listens on %s, with a time to try again",
    async (host) => {
      const endpoint = `http://${host}:${await closedPort()}`;
      expect(outcome(await deliver(kind, { endpoint }))).toEqual({ kind: "refused", retryAfterMs: 5_000 });
    },
  );

  test("is refused when its name is nobody's", async () => {
    expect(outcome(await deliver(kind, { endpoint: "http://ses.invalid" }))).toEqual({
      kind: "refused",
      retryAfterMs: 5_000,
    });
  });
});

const overNode = sesKinds.filter((kind) => kind !== "lean");

// undici makes its connections by itself: test/aws/undici-http.test.ts shows what it does of this.
describe.for(overNode)("a mail to an SES that cannot be reached by Node's HTTP, called by: %s,", (kind) => {
  test.for([
    { fault: "its name cannot be resolved", lookup: fails("ENOTFOUND", "getaddrinfo") },
    { fault: "the connection is not made in time", lookup: () => undefined },
    { fault: "its network cannot be reached", lookup: fails("ENETUNREACH", "connect") },
    { fault: "none of its addresses can be reached", lookup: findsNobody },
  ])("is tried three times and refused when $fault", async ({ lookup }) => {
    let lookups = 0;
    const httpAgent = new Agent({
      lookup: (host, _options, done) => {
        lookups++;
        lookup(host, done as LookupCallback);
      },
    });
    const requestHandler = new NodeHttpHandler({
      httpAgent,
      connectionTimeout: shortTimeouts.connectMs,
      requestTimeout: shortTimeouts.requestMs,
      throwOnRequestTimeout: true,
    });
    const delivery = await deliver(kind, {
      endpoint: `http://ses.invalid:${await closedPort()}`,
      requestHandler,
    });
    expect(outcome(delivery)).toEqual({ kind: "refused", retryAfterMs: 5_000 });
    expect(lookups).toBe(3);
  });
});

function fails(code: string, syscall: string) {
  return (host: string, done: LookupCallback) =>
    done(Object.assign(new Error(`${syscall} ${code} ${host}`), { code, syscall }), []);
}

/** Addresses of this machine that nothing listens on, at the port of the endpoint. */
function findsNobody(_host: string, done: LookupCallback) {
  done(null, [
    { address: "127.0.0.1", family: 4 },
    { address: "127.0.0.2", family: 4 },
  ]);
}

type LookupCallback = (error: Error | null, addresses: readonly LookupAddress[]) => void;

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return (server.address() as AddressInfo).port;
}
