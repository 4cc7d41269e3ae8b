import type { AddressInfo } from "node:net";
import { createMemoryReplayGuard, createReceiptVerifier } from "@nopass/node";
import { receiptMiddleware, receiptOf } from "@nopass/node/middleware";
import express from "express";
import { page } from "./page.ts";
import { createSessions } from "./sessions.ts";

const { NOPASS_URL = "http://localhost:3600", NOPASS_PUBLISHABLE_KEY = "", PORT = "3700" } = process.env;

const sessions = createSessions();
const verifier = createReceiptVerifier({ issuer: NOPASS_URL, audience: "dev" });
const app = express().disable("x-powered-by");

app.use(express.urlencoded());
app.use((_request, response, next) => {
  response.set({
    // The element comes from NoPass and calls it. Nothing else runs on this page, and nothing inline.
    "Content-Security-Policy": `default-src 'none'; script-src ${NOPASS_URL}; connect-src ${NOPASS_URL}; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  });
  next();
});
app.use(express.static("public"));

app.get("/", (request, response) => {
  const session = sessions.of(request) ?? sessions.open(response);
  response.send(page(session, { url: NOPASS_URL, publishableKey: NOPASS_PUBLISHABLE_KEY }));
});

app.post(
  "/sign-in",
  receiptMiddleware<express.Request>(verifier, {
    field: "receipt",
    // Only the browser that asked for the code can use its receipt, and only once.
    nonce: (request) => sessions.of(request)?.nonce,
    consume: createMemoryReplayGuard(),
  }),
  (request, response) => {
    sessions.close(request);
    // A new session: nobody knows its id who knew that of the old one.
    sessions.open(response, receiptOf(request).email);
    response.redirect(303, "/");
  },
);

app.post("/sign-out", (request, response) => {
  sessions.close(request);
  response.redirect(303, "/");
});

const server = app.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`Sign in at http://localhost:${(server.address() as AddressInfo).port}`);
});
