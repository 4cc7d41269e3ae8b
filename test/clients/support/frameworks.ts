import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import fastify, { type FastifyRequest } from "fastify";
import { type Context, Hono } from "hono";
import { onTestFinished } from "vitest";
import { receiptHook } from "../../../clients/node/src/fastify.ts";
import { receiptMiddleware as honoReceiptMiddleware } from "../../../clients/node/src/hono.ts";
import type { ReceiptError, ReceiptVerifier } from "../../../clients/node/src/index.ts";
import {
  type ReceiptMiddlewareOptions,
  receiptMiddleware,
  receiptOf,
} from "../../../clients/node/src/middleware.ts";

/** The options of an app, and where its session is: in a header, as it is the tests' affair. */
export interface AppOptions extends Omit<ReceiptMiddlewareOptions<object>, "nonce" | "onRefused"> {
  readonly isNonceWanted?: boolean;
  readonly onRefused?: (error: ReceiptError) => void;
}

/** An app with one page, `POST /sign-in`, behind the middleware. It says whose receipt came, and what else the body said. */
export type StartApp = (verifier: ReceiptVerifier, options?: AppOptions) => Promise<string>;

/** The real frameworks, each with what its users would write. */
export const frameworks: readonly { readonly name: string; readonly start: StartApp }[] = [
  { name: "express", start: startExpress },
  { name: "fastify", start: startFastify },
  { name: "hono", start: startHono },
  { name: "hono, with a body that was read before", start: (...given) => startHono(...given, true) },
];

async function startExpress(
  verifier: ReceiptVerifier,
  { isNonceWanted, ...options }: AppOptions = {},
): Promise<string> {
  const session = { nonce: (request: express.Request) => request.get("x-session") };
  const app = express();
  app.use(express.json(), express.urlencoded({ extended: false }));
  app.post(
    "/sign-in",
    receiptMiddleware(verifier, { ...options, ...(isNonceWanted ? session : {}) }),
    (request, response) => {
      response.send(`${receiptOf(request).email} ${request.body?.also}`);
    },
  );
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startFastify(
  verifier: ReceiptVerifier,
  { isNonceWanted, ...options }: AppOptions = {},
): Promise<string> {
  const session = { nonce: (request: FastifyRequest) => request.headers["x-session"]?.toString() };
  const app = fastify();
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)),
  );
  const preHandler = receiptHook(verifier, { ...options, ...(isNonceWanted ? session : {}) });
  app.post("/sign-in", { preHandler }, async (request) => {
    const { also } = (request.body ?? {}) as { readonly also?: string };
    return `${receiptOf(request).email} ${also}`;
  });
  onTestFinished(() => app.close());
  return app.listen({ port: 0, host: "127.0.0.1" });
}

async function startHono(
  verifier: ReceiptVerifier,
  { isNonceWanted, ...options }: AppOptions = {},
  isReadBefore = false,
): Promise<string> {
  const session = { nonce: (c: Context) => c.req.header("x-session") };
  const app = new Hono();
  app.onError((_, c) => c.text("failed", 500));
  if (isReadBefore)
    app.use(async (c, next) => {
      await c.req.text();
      await next();
    });
  app.post(
    "/sign-in",
    honoReceiptMiddleware(verifier, { ...options, ...(isNonceWanted ? session : {}) }),
    async (c) => {
      const isForm = c.req.header("content-type")?.startsWith("application/x-www-form-urlencoded");
      const body = isForm ? await c.req.parseBody() : await c.req.json().catch(() => ({}));
      return c.text(`${receiptOf(c).email} ${body.also}`);
    },
  );
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  if (!server.listening) await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
