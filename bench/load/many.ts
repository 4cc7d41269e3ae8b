import { type Connections, connect, type Wire } from "./connection.ts";
import { http1Socket } from "./http1-socket.ts";
import { inParallel } from "./in-parallel.ts";

/** Many connections. */
export interface ManyConnections {
  /** One of them; after the last comes the first again. */
  at(i: number): Pick<Connections, "post">;
  /** Makes a call over it that is refused at once. */
  touch(i: number): Promise<void>;
  close(): void;
}

/** Opens so many connections, each with a call that is refused. */
export async function openMany(wire: Wire, url: string, count: number): Promise<ManyConnections> {
  const all: Pick<Connections, "post" | "close">[] = [];
  const at = (i: number) => {
    all[i % count] ??= wire === "connect-1" ? http1Socket(url) : connect(wire, url, 1);
    return all[i % count] as (typeof all)[number];
  };
  const touch = async (i: number) => {
    await at(i).post("/nopass.v1.NoPassService/VerifyCode", {}, Buffer.alloc(0));
  };
  // A listener has a queue of some hundred: whoever comes too fast waits for a second.
  await inParallel(count, 64, touch);
  return {
    at,
    touch,
    close() {
      for (const one of all) one.close();
    },
  };
}
