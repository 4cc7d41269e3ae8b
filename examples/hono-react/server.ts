import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { createMemoryReplayGuard, createReceiptVerifier } from "@nopass/node";
import { refuseReceipt, requireReceipt } from "@nopass/node/middleware";
import { Hono } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";

const { NOPASS_URL = "http://localhost:3600", NOPASS_PUBLISHABLE_KEY = "", PORT = "3701" } = process.env;

const secret = randomBytes(32).toString("base64");
// On a public site also `secure: true`.
const cookie = { httpOnly: true, sameSite: "Lax", path: "/" } as const;
const verifier = createReceiptVerifier({ issuer: NOPASS_URL, audience: "dev" });
const consume = createMemoryReplayGuard();
const app = new Hono();

app.use(
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'", NOPASS_URL],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  }),
);
app.get("/app.js", serveStatic({ path: "dist/app.js" }));
app.get("/style.css", serveStatic({ path: "style.css" }));
app.get("/", serveStatic({ path: "index.html" }));

/** What the page has to know: who is signed in, or how to ask NoPass. */
app.get("/session", async (c) => {
  const email = await getSignedCookie(c, secret, "email");
  if (email) return c.json({ email });
  const nonce = randomBytes(32).toString("base64url");
  await setSignedCookie(c, "nonce", nonce, secret, cookie);
  return c.json({ sign_in: { url: NOPASS_URL, apiKey: NOPASS_PUBLISHABLE_KEY, nonce } });
});

app.post("/session", async (c) => {
  // Only the browser that asked for the code can use its receipt, and only once.
  const nonce = (await getSignedCookie(c, secret, "nonce")) || undefined;
  const { email } = await requireReceipt(c.req.raw, verifier, { nonce, consume });
  deleteCookie(c, "nonce", cookie);
  await setSignedCookie(c, "email", email, secret, cookie);
  return c.json({ email });
});

app.delete("/session", (c) => {
  deleteCookie(c, "email", cookie);
  return c.body(null, 204);
});

app.onError((error) => refuseReceipt(error));

const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: "127.0.0.1" }, () => {
  console.log(`Sign in at http://localhost:${(server.address() as AddressInfo).port}`);
});
