import type { Server } from "node:http";
import type { Http2Server } from "node:http2";
import type { Socket } from "node:net";

/**
 * Hands connections that start with the HTTP/2 preface to `h2`. Returns those that have not said enough yet.
 *
 * The HTTP/1.1 server owns the listener, since its timers for slow headers and bodies run only then.
 */
export function divertHttp2(h1: Server, h2: Http2Server, timeoutMs: number): ReadonlySet<Socket> {
  const undecided = new Set<Socket>();
  const [toH1] = h1.listeners("connection") as [(socket: Socket) => void];
  h1.removeListener("connection", toH1);
  h1.on("connection", (socket: Socket) => {
    let head = Buffer.alloc(0);
    const giveUp = () => void socket.destroy();
    const timer = setTimeout(giveUp, timeoutMs);
    undecided.add(socket);
    const settle = () => {
      clearTimeout(timer);
      undecided.delete(socket);
      socket.off("readable", onReadable).off("end", giveUp).off("error", settle).off("close", settle);
    };
    const onReadable = () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      head = Buffer.concat([head, chunk]);
      const length = Math.min(head.length, preface.length);
      const maybeHttp2 = preface.compare(head, 0, length, 0, length) === 0;
      if (maybeHttp2 && length < preface.length) return;
      settle();
      socket.unshift(head);
      if (maybeHttp2) h2.emit("connection", socket);
      else toH1.call(h1, socket);
    };
    socket.on("readable", onReadable).on("end", giveUp).on("error", settle).on("close", settle);
  });
  return undecided;
}

/** RFC 9113 §3.4. */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
