import type { AddressInfo } from "node:net";
import {
  createClearPort,
  type OnePort,
  type RequestListener,
  type Timers,
} from "../../../src/http/one-port.ts";

/** A clear port on this machine, without a service behind it. */
export interface OpenPort extends AsyncDisposable {
  readonly number: number;
  readonly url: string;
  readonly port: OnePort;
}

/** Opens a port that answers every request with the version of HTTP it came by, once its body is there. */
export async function openPort(
  timers?: Partial<Timers>,
  listener: RequestListener = answerVersion,
): Promise<OpenPort> {
  const port = createClearPort(listener, timers);
  await new Promise<void>((resolve) => port.server.listen(0, "127.0.0.1", resolve));
  const { port: number } = port.server.address() as AddressInfo;
  return {
    number,
    url: `http://127.0.0.1:${number}`,
    port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => port.server.close(resolve));
      port.closeAll();
      await closed;
    },
  };
}

const answerVersion: RequestListener = (req, res) => {
  req.resume();
  req.once("end", () => res.end(`version ${req.httpVersion}, ${req.method} ${req.url}`));
};
