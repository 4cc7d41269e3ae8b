import { connect, type Socket } from "node:net";
import type { Answered } from "./connection.ts";

/** One connection of HTTP/1.1, on which one call follows the other; of hardly any cost, so that there can be thousands. */
export interface Http1Socket {
  post(path: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answered>;
  close(): void;
}

/** Connects with the first call, and again after the server has hung up. */
export function http1Socket(url: string): Http1Socket {
  const { hostname, port, host } = new URL(url);
  let socket: Socket | undefined;
  let waiting: PromiseWithResolvers<Answered> | undefined;
  let received: Buffer = Buffer.alloc(0);

  function open(): Socket {
    const opened = connect(Number(port), hostname).setNoDelay();
    opened.on("data", take);
    opened.on("error", (error) => waiting?.reject(error));
    opened.on("close", () => {
      waiting?.reject(new Error("the server hung up during a call"));
      if (socket === opened) socket = undefined;
    });
    return opened;
  }

  function take(chunk: Buffer): void {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const end = received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = received.toString("latin1", 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const body = received.subarray(end + 4);
    if (body.length < length) return;
    received = Buffer.alloc(0);
    const answered = waiting;
    waiting = undefined;
    answered?.resolve({ status: Number(head.slice(9, 12)), body });
  }

  function call(path: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answered> {
    socket ??= open();
    waiting = Promise.withResolvers<Answered>();
    const fields = { host, "content-type": "application/json", ...headers, "content-length": body.length };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n`), body]));
    return waiting.promise;
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    post(path, headers, body) {
      const answered = last.then(() => call(path, headers, body));
      last = answered.catch(() => undefined);
      return answered;
    },
    close: () => void socket?.destroy(),
  };
}
