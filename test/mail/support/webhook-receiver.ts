import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";

/** A request that came in whole. */
export interface Posted {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly posts: readonly Posted[];
  close(): Promise<void>;
}

/** An endpoint that gives these answers in turn, and the last one for ever. */
export async function openWebhookReceiver(
  answers: readonly Answer[],
  tls?: ServerOptions,
): Promise<WebhookReceiver> {
  const posts: Posted[] = [];
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    request.on("error", () => undefined);
    const body = Buffer.concat(await request.toArray()).toString();
    const headers = request.headers as Record<string, string>;
    posts.push({ id: headers["webhook-id"] ?? "", headers, body });
    answers[Math.min(posts.length, answers.length) - 1]?.(request, response);
  };
  const server = tls === undefined ? createHttpServer(onRequest) : createServer(tls, onRequest);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}/mails`,
    posts,
    close,
    [Symbol.asyncDispose]: close,
  };
}

export function answers(status: number, body = "", headers: Record<string, string> = {}): Answer {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}
