import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client, Target } from "./clients/client.ts";

/** Callers that call one after the other without end. */
export interface Load {
  /** Calls that were answered with success. */
  readonly answered: number;
  /** What became of the others, by the name of the caller. */
  readonly failures: readonly Failed[];
  /** Lets each caller finish its call. */
  stop(): Promise<void>;
}

export interface Failed {
  readonly caller: string;
  readonly error: string;
}

export interface Caller {
  readonly name: string;
  /** One call, to an address that no other call names. */
  call(email: string): Promise<unknown>;
  close(): void;
}

/** Starts a loop for each of the callers. */
export function startLoad(callers: readonly Caller[]): Load {
  const failures: Failed[] = [];
  let answered = 0;
  let stopped = false;
  const loops = callers.map(async ({ name, call, close }, caller) => {
    for (let count = 0; !stopped; count++) {
      await call(`ada-${caller}-${count}@example.com`).then(
        () => answered++,
        (error) => failures.push({ caller: name, error: String(error) }),
      );
      // A pause of any length: connections are met busy as well as idle.
      await sleep(Math.random() * 10);
    }
    close();
  });
  return {
    get answered() {
      return answered;
    },
    failures,
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}

/** Calls through a client of its own. */
export function callerOf(name: string, client: Client): Caller {
  return { name, call: (email) => client.sendCode({ email }), close: () => client.close() };
}

/** Calls over one HTTP/1.1 connection that is kept as long as the server keeps it. */
export function keepAliveCaller(name: string, target: Target): Caller {
  return http1Caller(name, target, new Agent({ keepAlive: true, maxSockets: 1 }));
}

/** Makes a connection for each call. */
export function newConnectionCaller(name: string, target: Target): Caller {
  return http1Caller(name, target, new Agent({ keepAlive: false }));
}

function http1Caller(name: string, { url, headers }: Target, agent: Agent): Caller {
  const options = { agent, method: "POST", headers: { "content-type": "application/json", ...headers } };
  return {
    name,
    async call(email) {
      const post = request(`${url}/nopass.v1.NoPassService/SendCode`, options);
      post.end(JSON.stringify({ email }));
      const [response] = (await once(post, "response")) as [IncomingMessage];
      const body = await response.setEncoding("utf8").toArray();
      if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${body.join("")}`);
    },
    close: () => agent.destroy(),
  };
}
