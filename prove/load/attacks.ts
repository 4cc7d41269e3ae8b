import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type Client, targetOf } from "../../test/e2e/support/clients/client.ts";
import { connectClients } from "../../test/e2e/support/clients/connect.ts";
import { reasonOf } from "../../test/e2e/support/refusal.ts";
import { continuation, data, frame, headers, reset, settings } from "../../test/http/support/frames.ts";
import type { BadDatabase } from "./bad-database.ts";
import { gather, greeting, mostConnections, pour } from "./crowd.ts";
import type { Target } from "./target.ts";

/** One way to keep a service busy. */
export interface Attack {
  readonly name: string;
  /** What the service has for a database; without it, its own memory. */
  readonly database?: BadDatabase;
  run(target: Target, forMs: number): Promise<void>;
}

const text = "x".repeat(100);
const http1 = (secretKey: string, rpc = "VerifyCode") =>
  `POST /nopass.v1.NoPassService/${rpc} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nauthorization: Bearer ${secretKey}\r\n`;
const odd = (round: number, each = 1, from = 0) => 1 + 2 * (round * each + from);
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

/** A message of 10 MiB that is 10 KiB on the wire. */
const bomb = gzipSync(Buffer.alloc(10 * 2 ** 20, " "));
const framedBomb = Buffer.concat([Buffer.of(1, 0, 0, bomb.length >> 8, bomb.length & 0xff), bomb]);

export const attacks: readonly Attack[] = [
  { name: "a database that answers after 2 s", database: "slow", run: sendAll },
  { name: "a database that is not there", database: "dead", run: sendAll },
  {
    name: "more calls at once than are worked on, and a database that answers after 2 s",
    database: "slow",
    run: crowdIn,
  },
  {
    name: "more calls than there is time for",
    async run({ port, secretKey }, forMs) {
      const head = http1(secretKey, "SendCode");
      const call = (email: string) => {
        const body = JSON.stringify({ email });
        return `${head}content-length: ${body.length}\r\n\r\n${body}`;
      };
      const crowd = await gather(port, 40);
      // Pipelined: whoever waits for answers cannot ask for more than there is time for.
      await pour(crowd, forMs, (round) => times(20, (i) => call(`p${round}-${i}@example.com`)).join(""));
      crowd.end();
    },
  },
  {
    name: "idle connections that say nothing",
    run: (target, forMs) => idle(target, forMs, ""),
  },
  {
    name: "idle connections of HTTP/2",
    run: (target, forMs) => idle(target, forMs, greeting),
  },
  {
    name: "headers and bodies that come byte by byte",
    async run({ port, secretKey }, forMs) {
      const slowHead = await gather(port, 300, "POST / HTTP/1.1\r\nhost: a\r\nx: ");
      const slowBody = await gather(port, 300, `${http1(secretKey)}content-length: 9999\r\n\r\n`);
      await Promise.all([pour(slowHead, forMs, () => "x", 100), pour(slowBody, forMs, () => "x", 100)]);
      slowHead.end();
      slowBody.end();
    },
  },
  {
    name: "answers that nobody takes",
    async run({ port, callHeaders }, forMs) {
      const opening = times(200, (i) => headers(odd(i), callHeaders(false), { ends: true }));
      const crowd = await gather(port, 50, Buffer.concat([greeting, settings({ 4: 0 }), ...opening]));
      for (const socket of crowd.sockets) socket.pause();
      await sleep(forMs);
      crowd.end();
    },
  },
  {
    name: "streams that are reset as soon as they are opened",
    async run(target, forMs) {
      const end = performance.now() + forMs;
      // Whoever is sent away comes back.
      while (performance.now() < end) {
        const crowd = await gather(target.port, 10, greeting);
        await pour(crowd, Math.min(1_000, forMs), (round) =>
          Buffer.concat(
            times(100, (i) => odd(round, 100, i)).flatMap((id) => [
              headers(id, target.callHeaders(i(id))),
              reset(id, (id >> 1) % 14),
            ]),
          ),
        );
        crowd.end();
      }
      function i(id: number): boolean {
        return id % 4 === 1;
      }
    },
  },
  {
    name: "bodies that do not end",
    async run({ port, secretKey, callHeaders }, forMs) {
      const chunk = `4000\r\n${" ".repeat(0x4000)}\r\n`;
      const end = performance.now() + forMs;
      while (performance.now() < end) {
        const h1 = await gather(port, 20, `${http1(secretKey)}transfer-encoding: chunked\r\n\r\n`);
        const opening = times(50, (i) => headers(odd(i), callHeaders(true)));
        const h2 = await gather(port, 5, Buffer.concat([greeting, ...opening]));
        const each = Math.min(3_000, forMs);
        await Promise.all([
          pour(h1, each, () => chunk, 1),
          pour(h2, each, (round) => data(odd(round % 50), Buffer.alloc(0x4000, " ")), 1),
        ]);
        h1.end();
        h2.end();
      }
    },
  },
  {
    name: "compressed messages of 10 MiB",
    async run({ port, callHeaders }, forMs) {
      const grpc = { ...callHeaders(true), "content-type": "application/grpc", "grpc-encoding": "gzip" };
      const json = { ...callHeaders(true), "content-encoding": "gzip" };
      const crowd = await gather(port, 5, greeting);
      await pour(
        crowd,
        forMs,
        (round) =>
          Buffer.concat([
            headers(odd(round, 2), grpc),
            data(odd(round, 2), framedBomb, true),
            headers(odd(round, 2, 1), json),
            data(odd(round, 2, 1), bomb, true),
          ]),
        10,
      );
      crowd.end();
    },
  },
  {
    name: "headers without end",
    async run({ port, callHeaders }, forMs) {
      const end = performance.now() + forMs;
      while (performance.now() < end) {
        const h1 = await gather(port, 20, "POST / HTTP/1.1\r\nhost: a\r\n");
        const open = Buffer.concat([greeting, headers(1, callHeaders(true), { whole: false })]);
        const h2 = await gather(port, 20, open);
        await Promise.all([
          pour(h1, 1_000, (round) => `x-${round}: ${text.repeat(10)}\r\n`, 1),
          pour(h2, 1_000, (round) => continuation(1, { [`x-${round}`]: text }), 1),
        ]);
        h1.end();
        h2.end();
      }
    },
  },
  {
    name: "pings and settings without end, and nobody who reads the answers",
    async run({ port }, forMs) {
      const end = performance.now() + forMs;
      while (performance.now() < end) {
        const crowd = await gather(port, 20, greeting);
        for (const socket of crowd.sockets) socket.pause();
        const ping = frame(6, 0, 0, Buffer.alloc(8));
        await pour(crowd, Math.min(1_000, forMs), () =>
          Buffer.concat(times(200, (i) => (i % 2 === 0 ? ping : settings({ 3: 100 })))),
        );
        crowd.end();
      }
    },
  },
];

/** Calls that need the database: each has to be refused, with the right reason and in time. */
async function sendAll(target: Target, forMs: number): Promise<void> {
  const client = connectClients["connect-node, gRPC"](targetOf(target));
  const until = performance.now() + forMs;
  const call = async (i: number) => {
    while (performance.now() < until) {
      const startedAt = performance.now();
      const reason = await reasonOf(client.sendCode({ email: `p${i}@example.com` }));
      const ms = Math.round(performance.now() - startedAt);
      if (reason !== "STORE_UNAVAILABLE" || ms > storeRefusalMs)
        throw new Error(`a call was answered with ${reason} after ${ms} ms`);
    }
  };
  await Promise.all(times(50, call)).finally(() => client.close());
}

/** More than three times as many calls as a tenant may have at once: the others have to hear at once that there is no time for them. */
async function crowdIn(target: Target, forMs: number): Promise<void> {
  const clients = times(40, () => connectClients["connect-node, gRPC"](targetOf(target)));
  const until = performance.now() + forMs;
  const refusedMs: number[] = [];
  const call = async (i: number) => {
    while (performance.now() < until) {
      const startedAt = performance.now();
      const reason = await reasonOf(
        (clients[i % clients.length] as Client).sendCode({ email: `p${i}@example.com` }),
      );
      if (reason === "OVERLOADED") refusedMs.push(performance.now() - startedAt);
      else if (reason !== "STORE_UNAVAILABLE") throw new Error(`a call was answered with ${reason}`);
      await sleep(retryMs);
    }
  };
  await Promise.all(times(3_000, call)).finally(() => {
    for (const client of clients) client.close();
  });
  const half = refusedMs.toSorted((a, b) => a - b)[Math.floor(refusedMs.length / 2)];
  if (half === undefined) throw new Error("no call was refused for want of time");
  if (half > soonMs)
    throw new Error(`half of those that were refused waited longer than ${Math.round(half)} ms`);
}

/** As the service asks. */
const retryMs = 1_000;
/** Three thousand clients share one process with each other. */
const soonMs = 1_500;

/** Three tries to write and three to take it back, of 0.8 s each at the most, with the pauses between. */
const storeRefusalMs = 6_000;

/** Keeps very many connections for a while. */
async function idle({ port }: Target, forMs: number, first: string | Uint8Array): Promise<void> {
  const crowd = await gather(port, mostConnections, first);
  const open = crowd.open();
  await sleep(forMs);
  crowd.end();
  if (open < mostConnections)
    throw new Error(`only ${open} of ${mostConnections} connections were to be had`);
}
