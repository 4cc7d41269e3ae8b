import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { createNoPass, NoPassError } from "@nopass/node";

const { NOPASS_URL = "http://localhost:3600", NOPASS_API_KEY = "", PORT = "3702" } = process.env;

// By gRPC, over one connection that all calls share.
const noPass = createNoPass({ url: NOPASS_URL, apiKey: NOPASS_API_KEY });

/** An app sends the address, and keeps the challenge that it gets. */
async function sendCode(request: IncomingMessage): Promise<object> {
  const { email } = await fieldsOf(request, ["email"]);
  const { challengeId, codeLength, expireTime } = await noPass.sendCode({
    email,
    // The person's address and not this server's, for the limits.
    clientIp: request.socket.remoteAddress ?? "",
  });
  return { challenge_id: challengeId, code_length: codeLength, expires_at: expireTime };
}

/** Then it sends the code that the person typed. What is proven is the address that NoPass says, and no other. */
async function verifyCode(request: IncomingMessage): Promise<object> {
  const { challenge_id: challengeId, code } = await fieldsOf(request, ["challenge_id", "code"]);
  const { email } = await noPass.verifyCode({ challengeId, code });
  // Here a real program opens a session, and answers with its token.
  return { signed_in_as: email };
}

const routes: Readonly<Record<string, (request: IncomingMessage) => Promise<object>>> = {
  "POST /codes": sendCode,
  "POST /sign-in": verifyCode,
};

const server = createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url}`];
  const { status, body } = await (route?.(request) ?? Promise.reject(new NotFound())).then(
    (body) => ({ status: 200, body }),
    refusalOf,
  );
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
});

class NotFound extends Error {}
class BadRequest extends Error {}

/** What the app may know of a refusal: the reason, and when to try again. */
function refusalOf(error: unknown): { readonly status: number; readonly body: object } {
  if (error instanceof NotFound) return { status: 404, body: { error: "NOT_FOUND" } };
  if (error instanceof BadRequest) return { status: 400, body: { error: "BAD_REQUEST" } };
  if (!(error instanceof NoPassError)) {
    console.error(error);
    return { status: 500, body: { error: "INTERNAL" } };
  }
  const { reason, retryAfterMs } = error;
  return { status: statusOf(reason), body: { error: reason, retry_after_ms: retryAfterMs } };
}

function statusOf(reason: string): number {
  if (reason === "CODE_REJECTED" || reason.startsWith("CHALLENGE_")) return 403;
  if (reason === "EMAIL_INVALID") return 400;
  return reason === "COOLING_DOWN" || reason.endsWith("_LIMITED") ? 429 : 503;
}

/** Takes texts out of a JSON body, and refuses anything else. */
async function fieldsOf<Name extends string>(
  request: IncomingMessage,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const body: unknown = await json(request).catch(() => undefined);
  const fields = Object(body) as Readonly<Record<string, unknown>>;
  if (!names.every((name) => typeof fields[name] === "string")) throw new BadRequest();
  return fields as Record<Name, string>;
}

server.listen(Number(PORT), "127.0.0.1", () => {
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  console.log(`Ask for a code:

curl -s ${url}/codes -d '{"email":"ada@example.com"}'

Take it from ${NOPASS_URL}/inbox, and sign in:

curl -s ${url}/sign-in -d '{"challenge_id":"CHALLENGE_ID","code":"CODE"}'
`);
});
