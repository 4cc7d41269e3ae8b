import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection whose bytes the test writes itself. */
export interface RawSocket extends Disposable {
  readonly socket: Socket;
  write(bytes: string | Uint8Array): void;
  /** Waits until a text has come in; returns all that came in until then. */
  received(text: string): Promise<string>;
  /** Waits until the other side has closed; returns all that came in. */
  closed(): Promise<string>;
}

/** Connects to a port of this machine. The connection is only half closed when the other side ends. */
export async function dial(port: number): Promise<RawSocket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  await once(socket, "connect");
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    text += chunk;
  });
  // A reset is one way of closing.
  socket.on("error", () => undefined);
  const { promise: over, resolve } = Promise.withResolvers<void>();
  socket.once("end", resolve).once("close", resolve);
  return {
    socket,
    write: (bytes) => void socket.write(bytes),
    async received(wanted) {
      while (!text.includes(wanted)) {
        if (socket.readableEnded || socket.destroyed)
          throw new Error(`closed before "${wanted}" came, after: ${text}`);
        await Promise.race([once(socket, "data"), over]);
      }
      return text;
    },
    async closed() {
      await over;
      return text;
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}
