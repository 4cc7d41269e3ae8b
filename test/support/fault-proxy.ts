import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { type Listening, send, serve, type WireAnswer, type WireCall } from "./emulator.ts";

/** What can go wrong between a service and its database. */
export type Fault = keyof typeof faults;

export interface FaultProxy extends Listening {
  /** The faults that the next calls of an operation meet, in this order; `undefined` and later calls meet none. */
  readonly script: Partial<Record<string, (Fault | undefined)[]>>;
  /** Calls that arrived, by operation. */
  readonly calls: Readonly<Record<string, number>>;
}

type Reach = () => Promise<WireAnswer>;

const faults = {
  "dropped before it arrives": async (_reach: Reach, response: ServerResponse) => cut(response),
  "applied, its answer dropped": async (reach: Reach, response: ServerResponse) => {
    await reach();
    cut(response);
  },
  "applied, its answer late": async (reach: Reach, response: ServerResponse) => {
    await reach();
    await givenUp(response);
  },
  "applied late": async (reach: Reach, response: ServerResponse) => {
    await givenUp(response);
    await reach();
  },
  "applied, its answer reset in the middle": async (reach: Reach, response: ServerResponse) => {
    await sendHalf(response, await reach());
    response.socket?.resetAndDestroy();
  },
  "applied, its answer stuck in the middle": async (reach: Reach, response: ServerResponse) => {
    await sendHalf(response, await reach());
  },
  "applied, its answer drop by drop": async (reach: Reach, response: ServerResponse) => {
    await sendHalf(response, await reach(), 10_000);
    const drops = setInterval(() => response.write(" "), 50);
    response.once("close", () => clearInterval(drops));
  },
  "applied, its answer garbage": async (reach: Reach, response: ServerResponse) => {
    await reach();
    send(response, { status: 200, body: "<html>Bad gateway</html>" });
  },
  "applied, its answer a 500": async (reach: Reach, response: ServerResponse) => {
    await reach();
    send(response, internalError);
  },
  "applied twice": async (reach: Reach, response: ServerResponse) => {
    await reach();
    send(response, await reach());
  },
  "reset before it arrives": async (_reach: Reach, response: ServerResponse) => {
    response.socket?.resetAndDestroy();
  },
  "answered with a 500": async (_reach: Reach, response: ServerResponse) => send(response, internalError),
  "answered with garbage": async (_reach: Reach, response: ServerResponse) =>
    send(response, { status: 200, body: "<html>Bad gateway</html>" }),
  "answered by a proxy that says no": async (_reach: Reach, response: ServerResponse) =>
    send(response, { status: 403, body: "<html>Forbidden</html>" }),
  throttled: async (_reach: Reach, response: ServerResponse) =>
    send(response, refusal("ProvisionedThroughputExceededException")),
  "throttled by the request rate": async (_reach: Reach, response: ServerResponse) =>
    send(response, refusal("ThrottlingException")),
};

export const allFaults = Object.keys(faults) as readonly Fault[];

/** Faults that last until the client's patience ends. */
export const endless: readonly Fault[] = [
  "applied, its answer late",
  "applied late",
  "applied, its answer stuck in the middle",
  "applied, its answer drop by drop",
];

/** Stands between a client and DynamoDB, counts the calls and spoils those that it is told to. */
export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const script: Partial<Record<string, (Fault | undefined)[]>> = {};
  const calls: Record<string, number> = {};
  const listening = await serve(async (call, response) => {
    calls[call.operation] = (calls[call.operation] ?? 0) + 1;
    const reach = () => forward(upstream, call);
    const fault = script[call.operation]?.shift();
    if (fault === undefined) send(response, await reach());
    else await faults[fault](reach, response);
  });
  return { ...listening, script, calls };
}

async function forward(upstream: string, { headers, body }: WireCall): Promise<WireAnswer> {
  const { connection: _, "content-length": __, expect: ___, ...kept } = headers;
  const response = await fetch(upstream, { method: "POST", headers: kept, body });
  return { status: response.status, body: await response.text() };
}

/** The client waited as long as it would. */
async function givenUp(response: ServerResponse): Promise<void> {
  if (!response.closed) await once(response, "close");
}

function cut(response: ServerResponse): void {
  response.socket?.destroy();
}

async function sendHalf(response: ServerResponse, { status, body }: WireAnswer, more = 2): Promise<void> {
  response.writeHead(status, { "content-length": Buffer.byteLength(body) + more });
  await new Promise((written) => response.write(body.slice(0, body.length / 2) || " ", written));
}

const internalError: WireAnswer = {
  status: 500,
  body: '{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"server secret"}',
};

function refusal(name: string): WireAnswer {
  return {
    status: 400,
    body: `{"__type":"com.amazonaws.dynamodb.v20120810#${name}","message":"server secret"}`,
  };
}
