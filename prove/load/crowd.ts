import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { emptySettings, preface } from "../../test/http/support/frames.ts";

/** Connections of an attacker, who minds neither being refused nor being cut off. */
export interface Crowd {
  readonly sockets: readonly Socket[];
  /** How many of them are still open. */
  open(): number;
  end(): void;
}

/** Connects as often as that, a hundred at a time. */
export async function gather(port: number, count: number, first: string | Uint8Array = ""): Promise<Crowd> {
  const sockets: Socket[] = [];
  for (let made = 0; made < count; made += 100) {
    const some = Array.from({ length: Math.min(100, count - made) }, () => connect(port, "127.0.0.1"));
    for (const socket of some) socket.on("error", () => undefined);
    await Promise.all(some.map((socket) => Promise.race([once(socket, "connect"), once(socket, "close")])));
    for (const socket of some) {
      socket.resume();
      if (first.length > 0) socket.write(first);
    }
    sockets.push(...some);
  }
  return {
    sockets,
    open: () => sockets.filter(({ destroyed }) => !destroyed).length,
    end() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** What an HTTP/2 client says first. */
export const greeting = Buffer.concat([Buffer.from(preface), emptySettings]);

/** Writes to each connection again and again, as fast as it takes it, or every `pauseMs`. */
export async function pour(
  { sockets }: Crowd,
  forMs: number,
  next: (round: number) => string | Uint8Array,
  pauseMs = 0,
): Promise<void> {
  const until = performance.now() + forMs;
  for (let round = 0; performance.now() < until; round++) {
    const bytes = next(round);
    // What is not taken is not said again: the attacker's own memory is not to be what runs out.
    for (const socket of sockets)
      if (socket.writable && socket.writableLength < 256 * 1024) socket.write(bytes);
    await sleep(pauseMs);
  }
}

/** Ten thousand, or what the limit of open files leaves to each of the two processes. */
export const mostConnections = Math.min(10_000, openFiles() - 500);

function openFiles(): number {
  const { userLimits } = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft?: number | string } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : 20_000;
}
