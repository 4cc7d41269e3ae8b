import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A small load balancer: new connections go to the newest instance that says it is ready, open ones stay where they are. */
export interface Balancer extends Disposable {
  readonly url: string;
  /** Adds an instance, and waits until it is ready. */
  add(port: number): Promise<void>;
}

/** Starts a load balancer without instances. */
export async function startBalancer(): Promise<Balancer> {
  const instances: { readonly port: number; ready: boolean }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (downstream) => {
    const instance = instances.findLast(({ ready }) => ready);
    if (instance === undefined) {
      downstream.destroy();
      return;
    }
    const upstream = connect({ port: instance.port, host: "127.0.0.1", allowHalfOpen: true });
    join(downstream, upstream);
    join(upstream, downstream);
    for (const socket of [downstream, upstream]) sockets.add(socket.setNoDelay());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const probes = setInterval(async () => {
    for (const instance of instances) instance.ready = await isReady(instance.port);
  }, 50);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async add(port) {
      const instance = { port, ready: false };
      instances.push(instance);
      while (!instance.ready) await sleep(20);
    },
    [Symbol.dispose]() {
      clearInterval(probes);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on("error", () => to.resetAndDestroy());
}

async function isReady(port: number): Promise<boolean> {
  const answer = fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: "close" } });
  return answer.then(
    ({ ok }) => ok,
    () => false,
  );
}
