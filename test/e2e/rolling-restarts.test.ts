import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { seconds } from "../support/noon.ts";
import { type Balancer, startBalancer } from "./support/balancer.ts";
import { targetOf } from "./support/clients/client.ts";
import { connectClients } from "./support/clients/connect.ts";
import { openGrpcJs } from "./support/clients/grpc-js.ts";
import { sdks } from "./support/clients/sdk.ts";
import { createEnvironment, type Environment } from "./support/environment.ts";
import { callerOf, keepAliveCaller, type Load, startLoad } from "./support/load.ts";
import { type NoPassProcess, portOf, runNoPass } from "./support/process.ts";

interface Exit {
  readonly code: number | NodeJS.Signals;
  readonly tookMs: number;
  readonly output: string;
}

describe("three rolling restarts under the load of clients that call all the while", () => {
  let load: Load;
  const exits: Exit[] = [];
  beforeAll(async () => {
    const environment = await createEnvironment({});
    using balancer = await startBalancer();
    let serving = await join(balancer, environment);
    load = startLoad(callersOf(targetOf({ url: balancer.url, secretKey: environment.secretKey })));
    for (let restarts = 0; restarts < 3; restarts++) {
      const next = await join(balancer, environment);
      await sleep(300);
      exits.push(await stop(serving));
      serving = next;
    }
    await load.stop();
    exits.push(await stop(serving));
    await rm(environment.folder, { recursive: true });
  }, 60_000);

  test("end each process in time, with code 0 and without cutting off a connection", () => {
    for (const { code, tookMs, output } of exits) {
      expect(code).toBe(0);
      expect(tookMs).toBeLessThan(seconds(10));
      expect(output).toContain('"aborted":0');
    }
  });

  test("are worth the name: many calls were made", () => {
    expect(load.answered).toBeGreaterThan(500);
  });

  test.for(["grpc-js", "connect-node", "HTTP/1.1 keep-alive", "SDK for Node"])(
    "lose no call of %s",
    (name) => {
      expect(load.failures.filter(({ caller }) => caller === name)).toEqual([]);
    },
  );
});

describe("a process that is told to stop a second time", () => {
  test("ends at once", async () => {
    const environment = await createEnvironment({});
    onTestFinished(() => rm(environment.folder, { recursive: true }));
    using balancer = await startBalancer();
    using service = await join(balancer, environment, "20");
    service.kill("SIGTERM");
    await service.printed(/"event":"draining"/);
    const { code, tookMs } = await stop(service);
    expect(code).toBe(1);
    expect(tookMs).toBeLessThan(seconds(2));
  });
});

function callersOf(target: ReturnType<typeof targetOf>) {
  const four = Array.from({ length: 4 });
  return [
    ...four.map(() => callerOf("grpc-js", openGrpcJs(target))),
    ...four.map(() => callerOf("connect-node", connectClients["connect-node, gRPC"](target))),
    ...four.map(() => keepAliveCaller("HTTP/1.1 keep-alive", target)),
    ...four.map(() => callerOf("SDK for Node", sdks["SDK for Node, gRPC"](target))),
  ];
}

/** A new instance behind the balancer, once it is ready. */
async function join(balancer: Balancer, { settings }: Environment, drainDelay = "1"): Promise<NoPassProcess> {
  const service = runNoPass(["serve"], { ...settings, NOPASS_DRAIN_DELAY: drainDelay });
  await balancer.add(await portOf(service));
  return service;
}

async function stop(service: NoPassProcess): Promise<Exit> {
  using ending = service;
  const startedAt = performance.now();
  ending.kill("SIGTERM");
  const code = await ending.ended;
  return { code, tookMs: performance.now() - startedAt, output: ending.output };
}
