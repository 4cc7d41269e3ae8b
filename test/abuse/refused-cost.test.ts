import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createApiKey } from "../../src/rpc/api-key.ts";
import { overHttp1 } from "../http/support/requests.ts";
import { fromPage, fromServer } from "./support/keys.ts";
import type { Metered } from "./support/metered-server.ts";
import { type Method, pathOf } from "./support/post.ts";

const calls = 2_000;
const warmUp = 400;
const atOnce = 16;

test("a refused call costs the server little, and how much is told", async () => {
  const child = fork(join(import.meta.dirname, "support/metered-server.ts"));
  try {
    const [server] = (await once(child, "message")) as [Metered];
    const stranger = fromServer(createApiKey("secret", "live"));
    const secret = fromServer({ text: server.secret });
    const page = fromPage({ text: server.publishable });
    const forged = { challengeId: `nc1_${"A".repeat(300)}`, code: "123456" };
    const email = { email: "ada@example.com" };
    await call(server.url, "SendCode", page, email);

    const costs: { readonly what: string; readonly micros: number; readonly status: number }[] = [];
    const measure = async (what: string, once: () => Promise<number>) =>
      costs.push({ what, ...(await costOf(child, once)) });
    await measure("a handler of node:http that does nothing", () =>
      call(server.bareUrl, "SendCode", {}, email),
    );
    await measure("no key", () => call(server.url, "SendCode", {}, email));
    await measure("an unknown key", () => call(server.url, "SendCode", stranger, email));
    await measure("a network that is limited", () => call(server.url, "SendCode", page, email));
    await measure("a forged challenge id", () => call(server.url, "VerifyCode", secret, forged));

    expect(costs.map(({ status }) => status)).toEqual([200, 401, 401, 429, 404]);
    for (const { micros } of costs) expect(micros).toBeGreaterThan(0);
    const bare = costs[0]?.micros ?? 1;
    const lines = costs.map(
      ({ what, micros }) =>
        `  ${what.padEnd(42)} ${micros.toFixed(0).padStart(5)} µs  ${(micros / bare).toFixed(1)} times the bare handler`,
    );
    console.log(
      [`CPU time of the server per call, over HTTP/1.1, ${calls} calls each:`, ...lines].join("\n"),
    );
  } finally {
    child.disconnect();
    await once(child, "exit");
  }
}, 60_000);

/** CPU time of the child per call, in microseconds, and how the last call was answered. */
async function costOf(child: ChildProcess, once: () => Promise<number>) {
  await inParallel(warmUp, once);
  const before = await usageOf(child);
  const status = await inParallel(calls, once);
  return { micros: ((await usageOf(child)) - before) / calls, status };
}

async function usageOf(child: ChildProcess): Promise<number> {
  child.send("usage?");
  const [{ user, system }] = (await once(child, "message")) as [NodeJS.CpuUsage];
  return user + system;
}

async function inParallel(count: number, call: () => Promise<number>): Promise<number> {
  let left = count;
  let last = 0;
  const worker = async () => {
    while (left-- > 0) last = await call();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return last;
}

const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

async function call(
  url: string,
  method: Method,
  headers: Record<string, string>,
  fields: object,
): Promise<number> {
  const sent = {
    method: "POST",
    path: pathOf(method),
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(fields),
  };
  return (await overHttp1(url, sent, agent)).status;
}
