import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What a dependency answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request on its way through a proxy. */
export interface Passing {
  /** Hands the request on to the dependency. */
  readonly reach: () => Promise<Answer>;
  readonly response: ServerResponse;
  /** How this dependency says that it is asked too much, and that it is broken. */
  readonly throttled: Answer;
  readonly broken: Answer;
}

/** All that can go wrong between the service and something that it asks over HTTP. */
export const httpFaults = {
  "dropped before it arrives": async ({ response }) => void response.socket?.destroy(),
  "reset before it arrives": async ({ response }) => void response.socket?.resetAndDestroy(),
  "applied, then dropped": async ({ reach, response }) => {
    await reach();
    response.socket?.destroy();
  },
  "applied, answered after the timeout": async ({ reach, response }) => {
    await reach();
    await givenUp(response);
  },
  "applied after the timeout": async ({ reach, response }) => {
    await givenUp(response);
    await reach();
  },
  "applied twice": async ({ reach, response }) => {
    await reach();
    write(response, await reach());
  },
  "a 500 instead": async ({ response, broken }) => write(response, broken),
  "applied, then a 500": async ({ reach, response, broken }) => {
    await reach();
    write(response, broken);
  },
  throttled: async ({ response, throttled }) => write(response, throttled),
  "applied, reset within the answer": async ({ reach, response }) => {
    const { status, body } = await reach();
    response.writeHead(status, { "content-length": Buffer.byteLength(body) + 2 });
    await new Promise((written) => response.write(body.slice(0, body.length / 2) || " ", written));
    response.socket?.resetAndDestroy();
  },
  "applied, then garbage": async ({ reach, response }) => {
    await reach();
    response.socket?.end("\x00\xff\x80 this is not HTTP\r\n\r\n", "latin1");
  },
  "applied, then a page of a proxy": async ({ reach, response }) => {
    await reach();
    write(response, { status: 502, body: "<html>Bad gateway</html>" });
  },
  "applied, answered drop by drop": async ({ reach, response }) => {
    const { status, body } = await reach();
    response.writeHead(status, { "content-length": 1_000_000 });
    response.write(body);
    while (!response.closed) {
      response.write(" ");
      await sleep(100);
    }
  },
} as const satisfies Record<string, (passing: Passing) => Promise<void>>;

export type HttpFault = keyof typeof httpFaults;

export const allHttpFaults = Object.keys(httpFaults) as readonly HttpFault[];

export function write(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

async function givenUp(response: ServerResponse): Promise<void> {
  if (!response.closed) await once(response, "close");
}
