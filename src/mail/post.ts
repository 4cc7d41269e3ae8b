import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { ConnectionOptions } from "node:tls";

export interface PostTimeouts {
  readonly connectMs: number;
  /** From the start until the answer is there whole. */
  readonly wholeMs: number;
}

/** What came of a request. Without `reached` no byte of it has left. */
export type Posted =
  | { readonly kind: "answered"; readonly status: number; readonly body: string }
  | { readonly kind: "lost"; readonly reached: boolean; readonly code: unknown };

export type Post = (headers: Readonly<Record<string, string>>, body: string) => Promise<Posted>;

/**
 * Posts to one URL over connections that are kept. Redirects are answers like any other, and not followed.
 *
 * Unlike `fetch` it can tell a request that never left from one whose answer was lost.
 */
export function createPost(target: string, timeouts: PostTimeouts, tls: ConnectionOptions = {}): Post {
  const url = new URL(target);
  const secure = url.protocol === "https:";
  const keep = { keepAlive: true, timeout: maxIdleMs };
  const agent = secure ? new HttpsAgent({ ...keep, ...tls }) : new HttpAgent(keep);
  return (headers, body) =>
    new Promise((resolve) => {
      let reached = false;
      let answered = false;
      const options = {
        agent,
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      };
      const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
        answered = true;
        const status = response.statusCode ?? 0;
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
          // The status has said what matters.
          if (text.length > maxAnswerLength) response.destroy();
        });
        response.on("close", () => end({ kind: "answered", status, body: text }));
        response.on("error", () => undefined);
      });
      const connecting = setTimeout(() => {
        if (!reached) request.destroy(fault("ERR_CONNECT_TIMEOUT"));
      }, timeouts.connectMs);
      const whole = setTimeout(() => request.destroy(fault("ERR_TIMEOUT")), timeouts.wholeMs);
      function end(posted: Posted): void {
        clearTimeout(connecting);
        clearTimeout(whole);
        resolve(posted);
      }
      function lost({ code }: NodeJS.ErrnoException): void {
        if (!answered) end({ kind: "lost", reached, code });
      }
      request.on("socket", (socket) => {
        if (request.reusedSocket) reached = true;
        // With TLS, after the certificate was found good.
        else socket.once(secure ? "secureConnect" : "connect", () => (reached = true));
      });
      request.on("error", lost);
      request.end(body);
    });
}

/** Shorter than servers keep an idle connection: a request that meets its closing has to be repeated. */
const maxIdleMs = 5_000;
const maxAnswerLength = 16 * 1024;

function fault(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
