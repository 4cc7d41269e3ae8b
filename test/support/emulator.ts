import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One call as it came in. */
export interface WireCall {
  /** `UpdateItem`, `GetItem`, … */
  readonly operation: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

/** DynamoDB in this process, without a port. */
export interface Emulator {
  answer(call: WireCall): Promise<WireAnswer>;
}

/**
 * Starts dynalite without a port.
 *
 * dynalite ignores `ReturnValuesOnConditionCheckFailure`. With `givesItem` the emulator keeps it, as DynamoDB does.
 */
export function createEmulator({ givesItem = false } = {}): Emulator {
  const dynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server;
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });

  function ask({ operation, headers, body }: WireCall): Promise<WireAnswer> {
    const { promise, resolve } = Promise.withResolvers<WireAnswer>();
    server.emit("request", ...asNodeWould(operation, headers, body, resolve));
    return promise;
  }

  return {
    async answer(call) {
      const answer = await ask(call);
      // A new table is there a moment later, and who finds it missing waits for a whole second.
      if (call.operation === "CreateTable") await sleep(2);
      if (!givesItem || answer.status !== 400 || !answer.body.includes("ConditionalCheckFailed"))
        return answer;
      const { TableName, Key, ReturnValuesOnConditionCheckFailure: wanted } = JSON.parse(call.body);
      if (wanted !== "ALL_OLD") return answer;
      const read = JSON.stringify({ TableName, Key, ConsistentRead: true });
      const { body } = await ask({
        operation: "GetItem",
        headers: { ...call.headers, "x-amz-target": "DynamoDB_20120810.GetItem" },
        body: read,
      });
      return { status: 400, body: JSON.stringify({ ...JSON.parse(answer.body), ...JSON.parse(body) }) };
    },
  };
}

/** As much of a request and a response as dynalite looks at. */
function asNodeWould(
  operation: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  answered: (answer: WireAnswer) => void,
) {
  const on = (event: string, listener: (chunk?: Buffer) => void) => {
    if (event === "data") listener(Buffer.from(body));
    if (event === "end") setImmediate(listener);
  };
  const target = headers["x-amz-target"] ?? `DynamoDB_20120810.${operation}`;
  const request = {
    method: "POST",
    url: "/",
    headers: { ...headers, "x-amz-target": target },
    on,
    removeAllListeners() {},
  };
  const response = {
    statusCode: 200,
    setHeader() {},
    end: (text = "") => answered({ status: response.statusCode, body: text }),
  };
  return [request, response] as const;
}

/** Puts an emulator on a port of this machine. */
export async function listen(emulator: Emulator): Promise<Listening> {
  return serve(async (call, response) => send(response, await emulator.answer(call)));
}

export interface Listening {
  readonly endpoint: string;
  /** Connections that were made to it. */
  connections(): number;
  close(): Promise<void>;
}

/** A small HTTP server of DynamoDB's protocol. */
export async function serve(
  handle: (call: WireCall, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  // Connections are kept until the client lets go of them, so that no call meets one that was just closed.
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    await handle(await callOf(request), response);
  });
  let connections = 0;
  server.on("connection", () => connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function send(response: ServerResponse, { status, body }: WireAnswer): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(body);
}

async function callOf(request: IncomingMessage): Promise<WireCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = request.headers as Record<string, string>;
  return {
    operation: (headers["x-amz-target"] ?? "").split(".")[1] ?? "",
    headers,
    body: Buffer.concat(chunks).toString(),
  };
}
