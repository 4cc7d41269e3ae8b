import { type Connections, connect, type Wire } from "./connection.ts";
import { http1Socket } from "./http1-socket.ts";
import { inParallel } from "./in-parallel.ts";

/** Opens so many connections, each with a call that is refused, and shares calls out among all of them in turn. */
export async function openMany(wire: Wire, url: string, count: number): Promise<Connections> {
  const all: Pick<Connections, "post" | "close">[] = [];
  // A listener has a queue of some hundred: whoever comes too fast waits for a second.
  await inParallel(count, 64, async () => {
    const one = wire === "connect-1" ? http1Socket(url) : connect(wire, url, 1);
    all.push(one);
    await one.post("/nopass.v1.NoPassService/VerifyCode", {}, Buffer.alloc(0));
  });
  let turn = 0;
  return {
    post(path, headers, body) {
      const one = all[turn++ % count];
      if (one === undefined) throw new Error("there is a connection");
      return one.post(path, headers, body);
    },
    close() {
      for (const one of all) one.close();
    },
  };
}
