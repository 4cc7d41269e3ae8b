import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "./join.ts";
import { isRubbish, type NetworkFault } from "./network-faults.ts";
import { startRubbishServer } from "./rubbish.ts";
import { createScript } from "./script.ts";

export type NetworkPlan = "gone" | "back" | NetworkFault | readonly NetworkFault[];

/** The way from clients to the service, byte for byte but for the faults that it is told to have. */
export interface Front {
  readonly url: string;
  /** Where the service is now. */
  leadTo(port: number): void;
  tell(plan: NetworkPlan): Promise<void>;
  /** Ends all connections. */
  hangUp(): Promise<void>;
  /** Calls that arrived since the last look. */
  takeCalls(): number;
  readonly keyFetches: number;
  stop(): Promise<void>;
}

/** Opens a port of this machine that no other front of this process has had: clients remember what they heard there. */
export async function openFront(): Promise<Front> {
  const faults = createScript<NetworkFault>();
  const rubbish = await startRubbishServer();
  const open = new Map<Socket, boolean>();
  let servicePort = 0;
  let calls = 0;
  let keyFetches = 0;

  const server = createServer({ noDelay: true }, (client) => {
    // A client that hangs up is not this side's problem.
    client.on("error", () => {});
    client.once("close", () => open.delete(client));
    open.set(client, isRubbish(faults.peek()));
    client.once("data", (first) => {
      const led = isRubbish(faults.peek());
      open.set(client, led);
      join(client, led ? rubbish.port : servicePort, first, {
        takeFault() {
          const next = faults.peek();
          // It was led to the wrong house before the fault was known: it has to come again.
          if (isRubbish(next) !== led) return "drop";
          faults.take();
          calls++;
          if (isRubbish(next)) rubbish.answer = next;
          return next;
        },
        takeFaultOfKeyFetch() {
          keyFetches++;
          const next = faults.peek();
          if (isRubbish(next)) rubbish.answer = next;
          return next === "not http" ? next : undefined;
        },
      });
    });
  });

  function drop(which: (led: boolean) => boolean): number {
    const dropped = [...open].filter(([, led]) => which(led));
    for (const [socket] of dropped) socket.destroy();
    return dropped.length;
  }

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    drop(() => true);
    await closed;
  }

  const port = await listenAnew(server);
  return {
    url: `http://127.0.0.1:${port}`,
    leadTo(newPort) {
      servicePort = newPort;
    },
    async tell(plan) {
      if (plan === "back") return listen(server, port);
      if (plan === "gone") await close();
      else faults.tell(plan);
      const dropped = drop((led) => led !== isRubbish(faults.peek()));
      if (plan === "gone" || dropped > 0) await sleep(noticeMs);
    },
    async hangUp() {
      if (drop(() => true) > 0) await sleep(noticeMs);
    },
    takeCalls() {
      const taken = calls;
      calls = 0;
      return taken;
    },
    get keyFetches() {
      return keyFetches;
    },
    async stop() {
      if (server.listening) await close();
      await rubbish.stop();
    },
  };
}

/** Long enough for clients to notice that a connection is no more, so that they do not call on it. */
const noticeMs = 50;

const usedPorts = new Set<number>();

async function listenAnew(server: ReturnType<typeof createServer>): Promise<number> {
  for (;;) {
    await listen(server, 0);
    const { port } = server.address() as AddressInfo;
    if (!usedPorts.has(port)) {
      usedPorts.add(port);
      return port;
    }
    await new Promise((resolve) => server.close(resolve));
  }
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}
